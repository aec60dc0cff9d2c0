// usage: node scripts/with-webgpu.mjs COMMAND [ARGUMENT…]
// Runs COMMAND where the npm package `webgpu` finds an adapter without a GPU, a driver or a Vulkan loader installed.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { softwareGpuEnvironment } from './software-gpu.mjs';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('usage: node scripts/with-webgpu.mjs COMMAND [ARGUMENT…]\n');
  process.exit(2);
}

const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, ...(await softwareGpuEnvironment()) },
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  process.stderr.write(`with-webgpu: cannot run ${command}: ${error.message}\n`);
  process.exitCode = 127;
});
child.on('exit', (status, signal) => {
  process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal];
});
