/** A text of a data set. */
export interface DataItem {
  /** Where it begins in its file, counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly pair?: string;
  /** What it should be classified as. */
  readonly label?: string | number;
  /** What it is called in the record. */
  readonly id?: string | number;
}

/** A line that holds no text to explain. */
export interface BadLine {
  readonly line: number;
  readonly id?: string | number;
  /** One sentence. */
  readonly error: string;
}
