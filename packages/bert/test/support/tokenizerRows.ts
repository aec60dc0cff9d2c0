import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

/** What transformers makes of a text, written by fixtures/generate; -1 stands for the spans of added tokens. */
export type Row = [
  text: string,
  pair: string | null,
  maxLength: number | null,
  ids: number[],
  typeIds: number[],
  spans: number[],
];

/** The rows that a tokenizer gives otherwise, in full, so that a failure shows them. */
export function differences(tokenizer: Tokenizer, rows: readonly Row[]): object[] {
  return rows.flatMap((row) => {
    const [text, pair, maxLength] = row;
    const found = tokenizer.encode(text, pair, maxLength === null ? {} : { maxLength });
    const spans = found.spans.flatMap((span) => (span === null ? [-1, -1] : [span.start, span.end]));
    const foundRow: Row = [text, pair, maxLength, found.ids, found.typeIds, spans];
    return JSON.stringify(foundRow) === JSON.stringify(row) ? [] : [{ expected: row, found: foundRow }];
  });
}
