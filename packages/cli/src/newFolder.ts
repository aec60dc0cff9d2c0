import { rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError } from '@gradlens/ig';
import { unwritable } from './fileErrors.ts';

/** A folder that is being made. */
export interface NewFolder {
  /** Where it is until it is finished. */
  readonly draft: string;
  /** Writes a file of it, piece by piece. */
  write(fileName: string, pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array>): Promise<void>;
  /** To be called when all is written and nothing has failed. */
  finish(): Promise<void>;
}

/**
 * A folder that appears whole: a draft beside it takes its place in the end, or goes when the process does. Throws an
 * OptionError where there is something already.
 */
export async function newFolder(path: string): Promise<NewFolder> {
  await refuseTaken(path);
  const target = resolve(path);
  // It would be another folder than the one that the shell is in.
  if (target === process.cwd())
    throw new OptionError('o', `"${path}" is the folder that this runs in; name a new one`);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const explained = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => unwritable(path, error));

  await explained(mkdir(draft));
  process.once('exit', () => rmSync(draft, { recursive: true, force: true }));
  return {
    draft,
    async write(fileName, pieces) {
      const file = await explained(open(join(draft, fileName), 'wx'));
      try {
        for await (const piece of pieces) await explained(file.writeFile(piece));
        // What is renamed is to be there even where the machine stops.
        await explained(file.sync());
      } finally {
        await file.close();
      }
    },
    async finish() {
      // An empty folder may have been made for it; some systems do not rename over one.
      await rmdir(target).catch(() => undefined);
      await explained(rename(draft, target));
    },
  };
}

async function refuseTaken(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found || (found.isDirectory() && (await readdir(path)).length === 0)) return;
  throw new OptionError('o', `${path}: there is something already; name another folder, or remove it`);
}
