import type { Explanation, PathTrace, WithoutWords } from '@gradlens/ig';
import { type ReadonlySignal } from '@preact/signals';
import { type Asynchronous } from './asynchronous.ts';
import { type Settings } from './settings.ts';
/** What can be looked at beside the highlighted text. */
export declare const views: readonly ['words', 'what-if', 'path', 'layers', 'numbers'];
export type View = (typeof views)[number];
/** A text with the settings that it is explained by, and what comes of it. */
export declare class Subject {
  #private;
  readonly text: import('@preact/signals-core').Signal<string>;
  /** The second text, where there is one. */
  readonly pair: import('@preact/signals-core').Signal<string | null>;
  readonly settings: import('@preact/signals-core').Signal<Settings>;
  readonly view: import('@preact/signals-core').Signal<'layers' | 'numbers' | 'path' | 'what-if' | 'words'>;
  readonly replacement: import('@preact/signals-core').Signal<'delete' | 'mask' | 'pad'>;
  /** Words that are pointed at, and those that are taken away in the what-if, by their places in the explanation. */
  readonly pointed: import('@preact/signals-core').Signal<number | null>;
  readonly chosen: import('@preact/signals-core').Signal<readonly number[]>;
  readonly explanation: Asynchronous<Explanation>;
  readonly traces: Asynchronous<PathTrace[]>;
  readonly layers: Asynchronous<Explanation>;
  readonly without: Asynchronous<WithoutWords>;
  /** The explanation is of the text that is there now. */
  readonly current: ReadonlySignal<boolean>;
  constructor(from?: Subject);
  /** Ends what it computes. */
  dispose(): void;
  toggle(word: number): void;
}
