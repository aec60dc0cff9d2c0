import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What a figure depends on besides the code that is measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The commit of this repository, `-dirty` where files differ from it. */
  readonly commit: string;
  readonly date: string;
  /** Processes that wanted a core in the minute before the start: on a quiet machine far below the cores. */
  readonly load: number;
}

/** The load before the benchmark, in the environment of processes that it starts: they would see the benchmark's own. */
export const loadVariable = 'GRADLENS_BENCH_LOAD';

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    commit:
      spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout?.trim() ||
      'not a git checkout',
    date: new Date().toISOString().slice(0, 10),
    load: Number(process.env[loadVariable] ?? loadavg()[0]),
  };
}

/** Root of the repository, seen from `dist`. */
export const root = new URL('../../', import.meta.url);

/** Version of the package in a folder of the repository. */
export function versionOf(folder: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL(`${folder}/package.json`, root), 'utf8'),
  );
  return manifest.version;
}

/** Tells whoever watches what is being measured. */
export function tellOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
