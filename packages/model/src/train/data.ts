import { readFile } from 'node:fs/promises';

export interface Example {
  readonly text: string;
  readonly label: number;
}

/** Reads `sentence TAB label` lines below a header line. Throws an Error that names the file and the line. */
export async function readExamples(path: string): Promise<Example[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
  return lines.slice(1).flatMap((line, i) => {
    if (line === '') return [];
    const match = /^(.*)\t([01])$/.exec(line);
    if (!match) throw new Error(`${path}, line ${i + 2}: expected a sentence, a tab and the label 0 or 1`);
    return [{ text: match[1]!.trim(), label: Number(match[2]) }];
  });
}
