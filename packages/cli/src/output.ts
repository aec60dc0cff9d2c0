import { rmSync } from 'node:fs';
import { open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from './fileErrors.ts';

/** Where data goes. */
export interface Output {
  write(text: string): Promise<void>;
  /** To be called when all is written and nothing has failed. */
  finish(): Promise<void>;
}

export const stdout: Output = {
  write: (text) =>
    new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    }).catch((error: unknown) => unwritable('stdout', error)),
  finish: async () => {},
};

/**
 * A file that appears, or changes, whole: a draft beside it takes its place in the end, or goes when the process does. Devices and pipes are
 * written to directly.
 */
export async function fileOutput(path: string): Promise<Output> {
  const existing = await stat(path).catch(() => undefined);
  const whole = existing === undefined || existing.isFile();
  const target = existing && whole ? await realpath(path) : path;
  const draft = whole ? join(dirname(target), `.${basename(target)}.${process.pid}.part`) : path;
  const explained = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => unwritable(path, error));

  const file = await explained(open(draft, whole ? 'wx' : 'w', existing?.mode));
  if (whole) process.once('exit', () => rmSync(draft, { force: true }));
  return {
    write: (text) => explained(file.writeFile(text)),
    finish: async () => {
      await explained(file.close());
      if (whole) await explained(rename(draft, target));
    },
  };
}

/**
 * A file that grows as it is written to and keeps what it has when the process ends. It begins with the first `size` bytes that it has; the rest goes with
 * the first write, not before. Devices and pipes have nothing to keep.
 */
export async function growingOutput(path: string, size: number): Promise<Output> {
  const explained = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => unwritable(path, error));
  const file = await explained(open(path, 'a'));
  let whole = !(await file.stat()).isFile();
  return {
    async write(text) {
      if (!whole) await explained(file.truncate(size));
      whole = true;
      await explained(file.writeFile(text));
    },
    finish: () => explained(file.close()),
  };
}
