import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadVariable, root } from './machine.ts';

const softwareMarker = 'GRADLENS_BENCH_SOFTWARE';

/** Whether this process was started by `rerunOnSoftwareAdapter`. */
export const onSoftwareAdapter = process.env[softwareMarker] !== undefined;

/** Runs this program once more with other arguments, as a process of its own; gives its status. */
export function rerun(args: readonly string[], load: number): number {
  return run([process.argv[1]!, ...args], { [loadVariable]: `${load}` });
}

/** Runs this program once more where WebGPU finds SwiftShader, a driver for the CPU that npm brings; gives its status. */
export function rerunOnSoftwareAdapter(load: number): number {
  const withWebgpu = fileURLToPath(new URL('scripts/with-webgpu.mjs', root));
  return run([withWebgpu, process.execPath, ...process.argv.slice(1)], {
    [loadVariable]: `${load}`,
    [softwareMarker]: '1',
  });
}

function run(args: readonly string[], variables: Readonly<Record<string, string>>): number {
  const env = { ...process.env, ...variables };
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
}
