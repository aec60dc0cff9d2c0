import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

export interface Example {
  readonly text: string;
  readonly label: number;
  /** Where it stands in its file, counted from 1. */
  readonly line: number;
}

/** The labelled texts of one file. */
export interface DataSet {
  readonly path: string;
  readonly examples: readonly Example[];
  /** SHA-256 of the file's text, in hexadecimal. */
  readonly digest: string;
}

/** Reads `text TAB label` lines below a header line; a path in `.gz` is unpacked. Throws an Error that names the file and the line. */
export async function readDataSet(path: string): Promise<DataSet> {
  const bytes = await readFile(path);
  const text = path.endsWith('.gz') ? unpacked(bytes, path) : bytes;
  const examples = text
    .toString('utf8')
    .split(/\r?\n/)
    .flatMap((content, i) => {
      if (i === 0 || content === '') return [];
      const match = /^(.*)\t([01])$/.exec(content);
      if (!match) throw new Error(`${path}, line ${i + 1}: expected a text, a tab and the label 0 or 1`);
      return [{ text: match[1]!.trim(), label: Number(match[2]), line: i + 1 }];
    });
  if (examples.length === 0)
    throw new Error(`${path}: expected lines of a text, a tab and a label below a header line, found none`);
  return { path, examples, digest: createHash('sha256').update(text).digest('hex') };
}

function unpacked(bytes: Buffer, path: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Error(`${path} is not a gzip file: ${(error as Error).message}`, { cause: error });
  }
}
