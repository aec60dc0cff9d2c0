import { open, type FileHandle } from 'node:fs/promises';

/** Where a run goes on whose output was interrupted. */
export interface ResumePoint {
  /** The line of the data set to begin with. */
  readonly line: number;
  /** What a record of it says, to see that the output is of this data set; null where there was none. */
  readonly text: string | null;
  /** Bytes of the output that stay. */
  readonly size: number;
}

/** Bytes that are looked at from the end of the file, at first. */
const chunk = 1 << 20;

/** Where a run begins that goes on with nothing. */
export const beginning: ResumePoint = { line: 1, text: null, size: 0 };

/**
 * Where an output of JSON lines is sure to be whole: the records of the last line of the data set that has any are to go, because more may have been to
 * come. A file that is not there is an output of nothing. Throws an Error for a file of anything else.
 */
export async function resumePoint(path: string): Promise<ResumePoint> {
  const file = await open(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return beginning;
  try {
    const { size } = await file.stat();
    return (await lastRecords(file, size, path)) ?? beginning;
  } finally {
    await file.close();
  }
}

/** The last line of the data set with a record, and where its records begin in the output. */
async function lastRecords(file: FileHandle, size: number, path: string): Promise<ResumePoint | undefined> {
  for (let length = chunk; ; length *= 2) {
    const start = Math.max(0, size - length);
    const bytes = Buffer.alloc(size - start);
    await file.read(bytes, 0, bytes.length, start);
    // The first line of a part may be torn.
    let at = start === 0 ? 0 : bytes.indexOf('\n') + 1;
    const lines: { readonly start: number; readonly text: string }[] = [];
    for (let end = bytes.indexOf('\n', at); end >= 0; end = bytes.indexOf('\n', at)) {
      lines.push({ start: start + at, text: bytes.toString('utf8', at, end) });
      at = end + 1;
    }
    const last = lines.at(-1);
    if (!last) {
      if (start === 0) return undefined;
      continue;
    }
    const { line, text } = recordOf(last.text, path);
    const first = lines.findLastIndex((one) => recordOf(one.text, path).line !== line) + 1;
    if (first > 0 || start === 0) return { line, text, size: lines[first]!.start };
  }
}

function recordOf(json: string, path: string): { readonly line: number; readonly text: string | null } {
  try {
    const record = JSON.parse(json) as { line?: unknown; text?: unknown };
    if (Number.isSafeInteger(record.line)) {
      return { line: record.line as number, text: typeof record.text === 'string' ? record.text : null };
    }
  } catch {
    // Told below.
  }
  throw new Error(
    `${path}: not an output of --input to go on with: its last line has no record with a "line"`,
  );
}
