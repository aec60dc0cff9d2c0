import { isBrokenPipe } from './status.ts';

/** What the system says is wrong with a file or folder, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'not permitted',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space left',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};
const missing = new Set(['ENOENT', 'ENOTDIR']);

/** Throws what a user is told of a file that could not be read. */
export function unreadable(name: string, error: unknown): never {
  if (isMissing(error)) throw new Error(`${name}: no such file`, { cause: error });
  throw new Error(`${name}: cannot be read: ${reasonOf(error)}`, { cause: error });
}

/** Throws what a user is told of a file that could not be written. */
export function unwritable(name: string, error: unknown): never {
  if (isBrokenPipe(error)) throw error;
  const reason = isMissing(error) ? 'no such folder' : reasonOf(error);
  throw new Error(`${name}: cannot be written: ${reason}`, { cause: error });
}

export function isMissing(error: unknown): boolean {
  return missing.has(codeOf(error));
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code] ?? code;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
