import { byteLinesOf } from './byteLines.ts';

/** A line of a file. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Without what ends it. */
  readonly text: string;
  /** What ends it: `\n`, `\r\n`, or nothing at the end of the file. */
  readonly ending: string;
}

/**
 * Lines of UTF-8 bytes, as they come, without a byte order mark; a last one may lack its end. Throws an Error that names the file and the line where the bytes are
 * no UTF-8.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Line> {
  // A mark is one at the beginning of the file alone.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  for await (const bytes of byteLinesOf(chunks)) {
    number++;
    let whole;
    try {
      whole = decoder.decode(bytes);
    } catch {
      throw new Error(`${name}: not UTF-8 text in line ${number}: convert it first, for example with iconv`);
    }
    if (number === 1) whole = whole.replace(/^\ufeff/, '');
    const text = whole.replace(/\r?\n$/, '');
    yield { number, text, ending: whole.slice(text.length) };
  }
}
