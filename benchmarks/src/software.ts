import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from './machine.ts';

const marker = 'GRADLENS_BENCH_SOFTWARE';

/** Whether this process was started by `rerunOnSoftwareAdapter`. */
export const onSoftwareAdapter = process.env[marker] !== undefined;

/** Runs this program once more where WebGPU finds SwiftShader, a driver for the CPU that npm brings; gives its status. */
export function rerunOnSoftwareAdapter(): number {
  const withWebgpu = fileURLToPath(new URL('scripts/with-webgpu.mjs', root));
  const { status } = spawnSync(process.execPath, [withWebgpu, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [marker]: '1' },
  });
  return status ?? 1;
}
