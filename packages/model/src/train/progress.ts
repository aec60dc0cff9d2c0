import type { StepResult } from './trainer.ts';

/** How often a line is written, in steps. */
const EVERY = 50;

const nothing = { loss: 0, correct: 0, rows: 0, steps: 0 };

/** A line now and then: step, loss and accuracy of the last steps, speed in tokens of text, time left. */
export class Progress {
  readonly #say: (line: string) => void;
  #stage = '';
  #total = 0;
  #first = 0;
  #started = 0;
  #recent = nothing;
  #tokens = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** A stage that an earlier run has finished. */
  skip(stage: string): void {
    this.#say(`${stage}: done before`);
  }

  start(stage: string, totalSteps: number, stepsDone: number): void {
    this.#stage = stage;
    this.#total = totalSteps;
    this.#first = stepsDone;
    this.#started = performance.now();
    this.#recent = nothing;
    this.#tokens = 0;
    if (stepsDone > 0) this.#say(`${stage}: going on after step ${stepsDone} of ${totalSteps}`);
  }

  add(step: number, { loss, correct, rows }: StepResult, attentionMask: Float32Array): void {
    const recent = this.#recent;
    this.#recent = {
      loss: recent.loss + loss,
      correct: recent.correct + correct,
      rows: recent.rows + rows,
      steps: recent.steps + 1,
    };
    this.#tokens += attentionMask.reduce((sum, open) => sum + open, 0);
    if ((step + 1) % EVERY === 0 || step + 1 === this.#total) this.#write(step + 1);
  }

  #write(done: number): void {
    const { loss, correct, rows, steps } = this.#recent;
    const seconds = (performance.now() - this.#started) / 1000;
    const left = (seconds / (done - this.#first)) * (this.#total - done);
    this.#say(
      `${this.#stage}: step ${done}/${this.#total}  loss ${(loss / steps).toFixed(4)}  accuracy ${((100 * correct) / rows).toFixed(1)} %  ` +
        `${Math.round(this.#tokens / seconds)} tokens/s  ${Math.round(seconds)} s gone, ${Math.round(left)} s left`,
    );
    this.#recent = nothing;
  }
}
