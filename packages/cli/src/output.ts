import { rmSync } from 'node:fs';
import { open, realpath, rename, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isBrokenPipe } from './status.ts';

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
 * the first write, not before.
 */
export function growingOutput(path: string, size: number): Output {
  const explained = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => unwritable(path, error));
  let opened: Promise<FileHandle> | undefined;
  const openFile = async (): Promise<FileHandle> => {
    const file = await open(path, 'a');
    await file.truncate(size);
    return file;
  };
  const file = (): Promise<FileHandle> => (opened ??= openFile());
  return {
    write: (text) => explained(file().then((handle) => handle.writeFile(text))),
    finish: () => explained(file().then((handle) => handle.close())),
  };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'not permitted',
  EISDIR: 'it is a folder',
  ENOENT: 'no such folder',
  ENOSPC: 'no space left',
  ENOTDIR: 'no such folder',
  EROFS: 'the file system is read-only',
};

function unwritable(name: string, error: unknown): never {
  if (isBrokenPipe(error)) throw error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new Error(`${name}: cannot be written: ${reasons[code] ?? code}`, { cause: error });
}
