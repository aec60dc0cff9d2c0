/** How much time a run may take: figures to publish, or a look whether all works. */
export type Thoroughness = 'full' | 'quick';

/** Measurements that share a report. */
export interface Suite {
  readonly name: string;
  /** What it measures, for a heading. */
  readonly title: string;
  /** Makes everything ready that is measured. */
  open(thoroughness: Thoroughness): Promise<Findings>;
}

/** What a suite finds. */
export interface Findings {
  /** What computed. */
  readonly hardware: string;
  /** Packages that took part, with their versions. */
  readonly software: readonly string[];
  /** As they are measured. */
  readonly sections: AsyncIterable<Section>;
}

/** One measurement; all texts are Markdown. */
export interface Section {
  readonly title: string;
  readonly introduction: string;
  /** null where nothing could be measured; the introduction says why. */
  readonly table: Table | null;
  /** Paragraphs: how it was measured. */
  readonly notes: readonly string[];
  /** What was wrong with a result. */
  readonly failures: readonly string[];
  /** What the section comes down to. */
  readonly figures: readonly Figure[];
  /** What the table was made of, every sample included. */
  readonly data: unknown;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A number to remember. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What the project wants it to be, if anything: `at least 1.2`. */
  readonly goal: string;
}
