import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, makeFolder } from './writing.ts';

/** Milliseconds between two signs of life. */
const beat = 1000;
/** Milliseconds without one after which a holder counts as dead. */
const patience = 15_000;
/** Milliseconds between two looks of who waits. */
const interval = 100;

/**
 * Works while no other process works under the same lock, a file that is there as long as somebody holds it. A holder that died leaves it behind: it is known
 * by its process, and where that is another machine's by its signs of life. Who takes one for dead that is not does no harm: the lock saves work, and what is
 * done under it is right without.
 */
export async function withLock<Result>(
  path: string,
  { signal, onWait }: { readonly signal: AbortSignal | undefined; readonly onWait: () => void },
  work: () => Promise<Result>,
): Promise<Result> {
  await makeFolder(dirname(path));
  while (!(await taken(path))) {
    if (await isAbandoned(path)) await rm(path, { force: true });
    else {
      onWait();
      await wait(interval, undefined, { signal });
    }
  }
  const heart = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, beat);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function taken(path: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(`${pid} ${hostname()}\n`);
  } catch (error) {
    // Where the disk is full nobody holds it, and nobody is to wait.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

async function isAbandoned(path: string): Promise<boolean> {
  const [holder, status] = await Promise.all([
    readFile(path, 'utf8').catch(() => ''),
    stat(path).catch(() => undefined),
  ]);
  if (!status) return false;
  if (Date.now() - status.mtimeMs > patience) return true;
  const [, process, host] = /^(\d+) (.*)\n$/.exec(holder) ?? [];
  return host === hostname() && !isRunning(Number(process));
}

function isRunning(process: number): boolean {
  try {
    kill(process, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return codeOf(error) === 'EPERM';
  }
}
