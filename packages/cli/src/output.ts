import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where data goes. After an error `abandon` leaves nothing half-written behind. */
export interface Output {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

export const stdout: Output = {
  write: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    }),
  finish: async () => {},
  abandon: async () => {},
};

/** A file that appears, or changes, whole: a draft beside it takes its place in the end. Devices and pipes are written to directly. */
export async function fileOutput(path: string): Promise<Output> {
  const existing = await stat(path).catch(() => undefined);
  const direct = existing !== undefined && !existing.isFile();
  const target = existing && !direct ? await realpath(path) : path;
  const draft = direct ? path : join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const explained = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => unwritable(path, error));
  const file = await explained(open(draft, direct ? 'w' : 'wx', existing?.mode));
  return {
    write: (text) => explained(file.writeFile(text)),
    finish: async () => {
      await explained(file.close());
      if (!direct) await explained(rename(draft, target));
    },
    abandon: async () => {
      await file.close().catch(() => {});
      if (!direct) await rm(draft, { force: true });
    },
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

function unwritable(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new Error(`${path}: cannot be written: ${reasons[code] ?? code}`, { cause: error });
}
