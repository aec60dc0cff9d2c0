import type { Explanation, PathTrace, Replacement, WithoutWords } from '@gradlens/ig';
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { call } from '../compute/client.ts';
import type { ArgsOf, Explained, ResultOf, TextRequest } from '../compute/protocol.ts';
import { withPair } from '../compute/withPair.ts';
import { asynchronous, type Asynchronous } from './asynchronous.ts';
import type { Example } from './examples.ts';
import { model } from './model.ts';
import { choicesOf, initialSettings, optionsOf, type Settings } from './settings.ts';

/** What can be looked at beside the highlighted text. */
export const views = ['words', 'what-if', 'path', 'layers', 'numbers'] as const;
export type View = (typeof views)[number];

/** What somebody types is explained this many milliseconds after the last keystroke. */
const pause = 120;

/** An explanation, and what it answers. */
export interface Answered extends Explained {
  readonly asked: TextRequest;
}

/** Words that are taken away from an explained text. */
export interface Taken {
  readonly explanation: Explanation;
  /** By their places in the explanation. */
  readonly words: readonly number[];
  readonly replacement: Replacement;
}

/** A text with the settings that it is explained by, and what comes of it. */
export class Subject {
  readonly text = signal('');
  /** The second text, where there is one. */
  readonly pair = signal<string | null>(null);
  readonly settings = signal<Settings>(initialSettings);
  readonly view = signal<View>('words');
  readonly replacement = signal<Replacement>('mask');
  /** The word under the pointer, the one that was chosen to be read, and those that are taken away, by their places in the explanation. */
  readonly pointed = signal<number | null>(null);
  readonly chosen = signal<number | null>(null);
  readonly taken = signal<readonly number[]>([]);

  readonly explained: Asynchronous<ArgsOf<'explain'>, ResultOf<'explain'>>;
  readonly answered: ReadonlySignal<Answered | null>;
  readonly traces: Asynchronous<Answered, PathTrace[]>;
  readonly layers: Asynchronous<Answered, Explanation>;
  readonly without: Asynchronous<Taken, WithoutWords>;
  /** Whether the explanation is of what is asked for now. */
  readonly current: ReadonlySignal<boolean>;

  constructor(from?: Subject) {
    if (from) {
      this.text.value = from.text.peek();
      this.pair.value = from.pair.peek();
      this.settings.value = from.settings.peek();
    }
    this.explained = asynchronous(
      () => this.#request(),
      (asked, signal) => call('explain', asked, { signal }),
      pause,
    );
    this.answered = computed((): Answered | null => {
      const answer = this.explained.answer.value;
      if (!answer || 'nothing' in answer.result) return null;
      const { request, result } = answer;
      const only = result.places.length > 0 && { only: result.which };
      return { ...result, asked: { text: request.text, options: { ...request.options, ...only } } };
    });
    this.traces = asynchronous(
      () =>
        this.view.value === 'path' && this.settings.value.explainer === 'integrated_gradients'
          ? this.answered.value
          : null,
      ({ asked }, signal) => call('trace', asked, { signal }),
    );
    this.layers = asynchronous(
      () => (this.view.value === 'layers' && this.#hasLayers() ? this.answered.value : null),
      ({ asked }, signal) => call('layers', asked, { signal }),
    );
    this.without = asynchronous(
      () => {
        const explanation = this.answered.value?.explanation;
        const words = this.taken.value.filter((place) => place < (explanation?.words.length ?? 0));
        return explanation && words.length > 0
          ? { explanation, words, replacement: this.replacement.value }
          : null;
      },
      ({ explanation: { text, pair, target }, words, replacement }, signal) => {
        const options = {
          replacement,
          target: target.label!,
          output: target.output as Exclude<typeof target.output, 'neuron'>,
          ...(target.against && { against: target.against.label }),
          ...(target.token !== undefined && { token: target.token }),
          window: this.settings.peek().window,
        };
        return call('without', { text, words, options: withPair(options, pair ?? undefined) }, { signal });
      },
    );
    this.current = computed(() => !this.explained.busy.value && this.explained.answer.value !== null);
  }

  /** Ends what it computes. */
  dispose(): void {
    for (const one of [this.explained, this.traces, this.layers, this.without]) one.dispose();
  }

  /** Takes an example over. */
  take({ text, pair }: Example): void {
    this.write(text);
    this.writePair(pair);
    this.settings.value = { ...this.settings.peek(), which: 0 };
  }

  /** Sets the text; words of the one before are no longer chosen. */
  write(text: string): void {
    this.text.value = text;
    this.#forgetWords();
  }

  writePair(pair: string | null): void {
    this.pair.value = pair;
    this.#forgetWords();
  }

  /** Takes a word away, or puts it back. */
  toggle(word: number): void {
    const taken = this.taken.value;
    this.taken.value = taken.includes(word)
      ? taken.filter((one) => one !== word)
      : [...taken, word].sort((a, b) => a - b);
  }

  #request(): ArgsOf<'explain'> | null {
    const opened = model.value;
    const text = this.text.value;
    const pair = this.pair.value;
    if (!opened || text.trim() === '') return null;
    if (opened.task === 'question-answering' && !pair?.trim()) return null;
    const options = optionsOf(this.settings.value, opened);
    return {
      text,
      options: withPair(options, pair?.trim() ? pair : undefined),
      which: this.settings.value.which,
    };
  }

  #hasLayers(): boolean {
    const opened = model.value;
    return opened !== null && choicesOf(this.settings.value.explainer, opened).layers.length > 0;
  }

  #forgetWords(): void {
    this.pointed.value = this.chosen.value = null;
    this.taken.value = [];
  }
}
