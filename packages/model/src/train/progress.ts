import type { StepResult } from './trainer.ts';

/** How often a line is printed, in steps. */
const EVERY = 50;

/** A line on stderr now and then: step, loss and accuracy of the last steps, speed, time left. */
export class Progress {
  readonly #total: number;
  readonly #first: number;
  readonly #start = performance.now();
  #recent = { loss: 0, correct: 0, rows: 0, steps: 0 };
  #tokens = 0;

  constructor(total: number, first: number) {
    this.#total = total;
    this.#first = first;
  }

  add(step: number, { loss, correct, rows }: StepResult, tokens: number): void {
    const recent = this.#recent;
    this.#recent = {
      loss: recent.loss + loss,
      correct: recent.correct + correct,
      rows: recent.rows + rows,
      steps: recent.steps + 1,
    };
    this.#tokens += tokens;
    if ((step + 1) % EVERY === 0) this.#print(step + 1);
  }

  say(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  #print(done: number): void {
    const { loss, correct, rows, steps } = this.#recent;
    const seconds = (performance.now() - this.#start) / 1000;
    const left = (seconds / (done - this.#first)) * (this.#total - done);
    this.say(
      `step ${done}/${this.#total}  loss ${(loss / steps).toFixed(4)}  accuracy ${((100 * correct) / rows).toFixed(1)} %  ` +
        `${Math.round(this.#tokens / seconds)} tokens/s  ${Math.round(left / 60)} min left`,
    );
    this.#recent = { loss: 0, correct: 0, rows: 0, steps: 0 };
  }
}
