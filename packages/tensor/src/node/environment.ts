import { availableParallelism, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { constrainedMemory, env, platform } from 'node:process';
import { MAX_THREADS } from '../backends/cpu/index.ts';

/**
 * What a backend may be asked for by name. `auto` takes WebGPU where there is a hardware adapter, else the CPU: a software adapter computes on the
 * CPU as well, and slower.
 */
export const deviceChoices = ['auto', 'webgpu', 'cpu', 'reference'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** An environment variable that holds what it cannot. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** What GRADLENS_DEVICE puts in place of `auto`. Throws an EnvironmentError for a device that is none. */
export function defaultDevice(): DeviceChoice {
  const name = env.GRADLENS_DEVICE;
  if (!name) return 'auto';
  const device = deviceChoices.find((choice) => choice === name);
  if (device === undefined)
    throw new EnvironmentError(`GRADLENS_DEVICE must be one of ${deviceChoices.join(', ')}, not "${name}"`);
  return device;
}

/** GRADLENS_THREADS, or as many as this process may use at once. Throws an EnvironmentError for a number that cannot be. */
export function defaultThreads(): number {
  const count = env.GRADLENS_THREADS;
  if (!count) return Math.min(availableParallelism(), MAX_THREADS);
  if (!/^[1-9]\d*$/.test(count) || Number(count) > MAX_THREADS)
    throw new EnvironmentError(
      `GRADLENS_THREADS must be a whole number from 1 to ${MAX_THREADS}, not "${count}"`,
    );
  return Number(count);
}

/** Bytes of memory that this process can ever have: the machine's, or those that its container grants. */
export function memoryBytes(): number {
  // 0 where nothing constrains it.
  return Math.min(totalmem(), constrainedMemory() || Infinity);
}

/** Whether GRADLENS_TUNING wants kernels measured: `on`, `off`, or on hardware alone. Throws an EnvironmentError for anything else. */
export function tunes({ software }: { readonly software: boolean }): boolean {
  const wanted = env.GRADLENS_TUNING;
  if (!wanted) return !software;
  if (wanted !== 'on' && wanted !== 'off')
    throw new EnvironmentError(`GRADLENS_TUNING must be on or off, not "${wanted}"`);
  return wanted === 'on';
}

/** The folder in which a user's programs keep what they can compute again. */
export function cacheFolder(): string {
  const named = { linux: env.XDG_CACHE_HOME, win32: env.LOCALAPPDATA }[platform as string];
  if (named) return named;
  return join(homedir(), platform === 'darwin' ? 'Library/Caches' : '.cache');
}
