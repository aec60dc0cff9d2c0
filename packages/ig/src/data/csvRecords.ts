import { linesOf } from './lines.ts';

/** A record of a CSV file, as it is written. */
export interface CsvRecord {
  /** The line that it begins in. */
  readonly line: number;
  /** Without the newline that ends it. */
  readonly text: string;
  /** The line of a quote that nothing closes: all that comes after it is in this record. */
  readonly unclosed?: number;
}

/** Records of CSV (RFC 4180), as they come: lines, of which quotes hold several together. Empty lines are none. */
export async function* csvRecordsOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<CsvRecord> {
  let begun: string[] = [];
  /** The lines of the record's beginning, and of the quote that is open. */
  let [line, opened] = [0, 0];
  for await (const { number, text, ending } of linesOf(chunks, name)) {
    const continues = begun.length > 0;
    if (!continues) line = number;
    const quote = openQuote(text, continues);
    if (quote === 'own') opened = number;
    if (quote !== 'none') {
      begun.push(text, ending);
      continue;
    }
    const record = [...begun, text].join('');
    begun = [];
    if (record !== '') yield { line, text: record };
  }
  if (begun.length > 0) yield { line, text: begun.join(''), unclosed: opened };
}

/** Which quote is open at the end of a line: none, one that was open before it, or one of its own. */
function openQuote(line: string, before: boolean): 'none' | 'before' | 'own' {
  let open: 'none' | 'before' | 'own' = before ? 'before' : 'none';
  let at = 0;
  for (;;) {
    // Quotes stand at the beginning of a field; elsewhere they open nothing.
    if (open === 'none' && line[at] === '"') {
      open = 'own';
      at++;
    }
    if (open !== 'none') {
      const closing = closingQuote(line, at);
      if (closing < 0) return open;
      open = 'none';
      at = closing + 1;
    }
    const comma = line.indexOf(',', at);
    if (comma < 0) return 'none';
    at = comma + 1;
  }
}

/** Where the quote closes that is open at `at`; two in a row are one of the text. */
function closingQuote(line: string, at: number): number {
  let quote = line.indexOf('"', at);
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote;
}
