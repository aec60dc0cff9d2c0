import type { ExplainOptions, Explanation, PathTrace, Replacement, WithoutWords } from '@gradlens/ig';
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { call } from '../compute/client.ts';
import type { Options } from '../compute/protocol.ts';
import { asynchronous, type Asynchronous } from './asynchronous.ts';
import { model } from './model.ts';
import { initialSettings, optionsOf, type Settings } from './settings.ts';

/** What can be looked at beside the highlighted text. */
export const views = ['words', 'what-if', 'path', 'layers', 'numbers'] as const;
export type View = (typeof views)[number];

/** What somebody types is explained this many milliseconds after the last keystroke. */
const pause = 120;

/** What is asked of the worker for a text. */
interface Request {
  readonly text: string;
  readonly options: Options<ExplainOptions>;
}

/** A text with the settings that it is explained by, and what comes of it. */
export class Subject {
  readonly text = signal('');
  /** The second text, where there is one. */
  readonly pair = signal<string | null>(null);
  readonly settings = signal<Settings>(initialSettings);
  readonly view = signal<View>('words');
  readonly replacement = signal<Replacement>('mask');
  /** Words that are pointed at, and those that are taken away in the what-if, by their places in the explanation. */
  readonly pointed = signal<number | null>(null);
  readonly chosen = signal<readonly number[]>([]);

  readonly explanation: Asynchronous<Explanation>;
  readonly traces: Asynchronous<PathTrace[]>;
  readonly layers: Asynchronous<Explanation>;
  readonly without: Asynchronous<WithoutWords>;
  /** The explanation is of the text that is there now. */
  readonly current: ReadonlySignal<boolean>;

  constructor(from?: Subject) {
    if (from) {
      this.text.value = from.text.peek();
      this.pair.value = from.pair.peek();
      this.settings.value = from.settings.peek();
    }
    const request = computed(() => this.#request());
    /** What the explanation answers: the request may be ahead of it. */
    const answered = signal<Request | null>(null);
    this.explanation = asynchronous(
      () => request.value,
      async (asked, aborted) => {
        const explanation = await call('explain', asked, { signal: aborted });
        this.#keepChoice(explanation);
        answered.value = asked;
        return explanation;
      },
      pause,
    );
    const settled = computed(() => this.explanation.result.value && answered.value);
    const when = (view: View, possible: (settings: Settings) => boolean) =>
      computed(() => this.view.value === view && possible(this.settings.value));
    const path = when('path', ({ explainer }) => explainer === 'integrated_gradients');
    const layered = when('layers', ({ explainer }) => layersOf(explainer));
    this.traces = asynchronous(
      () => (path.value ? settled.value : null),
      (asked, aborted) => call('trace', asked, { signal: aborted }),
    );
    this.layers = asynchronous(
      () => (layered.value ? settled.value : null),
      (asked, aborted) => call('layers', asked, { signal: aborted }),
    );
    this.without = asynchronous(
      () => {
        const explanation = this.explanation.result.value;
        const words = this.chosen.value;
        const replacement = this.replacement.value;
        if (!explanation || words.length === 0) return null;
        return { explanation, words, replacement };
      },
      ({ explanation, words, replacement }, aborted) => {
        const { text, pair, target } = explanation;
        const options = {
          replacement,
          target: target.label!,
          output: target.output as Exclude<typeof target.output, 'neuron'>,
          ...(target.against && { against: target.against.label }),
          ...(pair !== null && { pair }),
        };
        return call('without', { text, words, options }, { signal: aborted });
      },
    );
    this.current = computed(
      () => !this.explanation.busy.value && this.explanation.result.value?.text === this.text.value,
    );
  }

  /** Ends what it computes. */
  dispose(): void {
    for (const one of [this.explanation, this.traces, this.layers, this.without]) one.dispose();
  }

  toggle(word: number): void {
    const chosen = this.chosen.value;
    this.chosen.value = chosen.includes(word)
      ? chosen.filter((one) => one !== word)
      : [...chosen, word].sort((a, b) => a - b);
  }

  #request(): Request | null {
    const opened = model.value;
    const text = this.text.value;
    const pair = this.pair.value;
    const settings = this.settings.value;
    if (!opened || text.trim() === '') return null;
    const options = {
      ...optionsOf(settings, opened.explainers[settings.explainer], opened.layers),
      ...(pair !== null && pair.trim() !== '' && { pair }),
    };
    return { text, options };
  }

  /** Words stay chosen while the text is the same. */
  #keepChoice(next: Explanation): void {
    const before = this.explanation.result.peek();
    if (before?.text === next.text && before.pair === next.pair) return;
    this.chosen.value = [];
    this.pointed.value = null;
  }
}

function layersOf(explainer: Settings['explainer']): boolean {
  const traits = model.value?.explainers[explainer];
  return traits !== undefined && traits.differentiates && traits.layer !== 'first';
}
