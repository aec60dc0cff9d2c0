/** A line of a file, without what ends it. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Lines of UTF-8 bytes, as they come; a last one may lack its end. Throws an Error that names the file and the line where the bytes are no UTF-8.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 1;
  const decode = (chunk: Uint8Array | undefined): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Error(
        `${name}: not UTF-8 text after line ${number}: convert it first, for example with iconv`,
      );
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop()!;
    for (const text of lines) yield { number: number++, text: text.replace(/\r$/, '') };
  }
  rest += decode(undefined);
  if (rest !== '') yield { number, text: rest.replace(/\r$/, '') };
}
