import { fstatSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { OptionError } from '@gradlens/ig';

/** Throws an OptionError where a data set would be written over, or read without end, because it is the output as well. */
export async function refuseOwnInput(input: string, output: string | undefined): Promise<void> {
  const read = input === '-' ? fstatSync(0) : await statOf(input);
  const written = output === undefined ? fstatSync(1) : await statOf(output);
  if (read?.isFile() && written?.isFile() && read.dev === written.dev && read.ino === written.ino) {
    throw new OptionError(
      'o',
      `${output ?? 'stdout'}: that is the data set that is read; write to another file`,
    );
  }
}

/** Throws an OptionError for a file that has something in it. */
export async function refuseFilled(output: string): Promise<void> {
  const found = await statOf(output);
  if (found?.isFile() && found.size > 0) {
    throw new OptionError(
      'o',
      `${output}: there is an output already; go on with it by adding --resume, or remove it`,
    );
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
