import { spawn, type SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../../fixtures/models/${name}`, import.meta.url));

/** A model of random weights, on the device that is everywhere. */
export const onFixture = ['--model', fixture('uncased-gelu'), '--device', 'reference'];

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built program as a user would, with nobody at the terminal and no wish for colour. */
export function start(args: readonly string[], options: SpawnOptions = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawn(process.execPath, [main, ...args], { ...options, env: { ...env, ...options.env } });
}

/** Runs the built program to its end. */
export async function gradlens(
  args: readonly string[],
  { input = '', ...options }: SpawnOptions & { input?: string | Uint8Array } = {},
): Promise<Outcome> {
  const process = start(args, options);
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream]!.setEncoding('utf8').on('data', (data: string) => (text[stream] += data));
  }
  // Whoever does not read stdin closes it early.
  process.stdin!.on('error', () => {}).end(input);
  const status = await new Promise<number | null>((resolve) => process.on('close', resolve));
  return { status, ...text };
}

/** What stdout holds, if all went well and in silence. */
export async function dataOf(args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await gradlens(args, { input });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}
