import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../with-webgpu.mjs', import.meta.url));
const withWebgpu = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

const nameAdapter = `
  import { create } from 'webgpu';
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  console.log(adapter?.info.architecture);
  process.exit(0);
`;

test('a command finds SwiftShader where the caller has no driver', () => {
  const { stdout } = withWebgpu([process.execPath, '--input-type=module', '-e', nameAdapter], {
    VK_DRIVER_FILES: '/dev/null',
    VK_ICD_FILENAMES: '/dev/null',
    LD_LIBRARY_PATH: '',
  });
  expect(stdout.trim()).toBe('swiftshader');
});

test('GRADLENS_TEST_ADAPTER=system leaves the environment alone', () => {
  const { stdout } = withWebgpu([process.execPath, '-p', 'process.env.VK_DRIVER_FILES'], {
    GRADLENS_TEST_ADAPTER: 'system',
    VK_DRIVER_FILES: '/the/callers.json',
  });
  expect(stdout.trim()).toBe('/the/callers.json');
});

test('the status of the command is passed on', () => {
  expect(withWebgpu([process.execPath, '-e', 'process.exit(7)']).status).toBe(7);
});

test('a signal reaches the command, and its end is passed on', async () => {
  const running = spawn(
    process.execPath,
    [script, process.execPath, '-e', 'console.log("ready"); setInterval(() => {}, 1000)'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(running.stdout, 'data');
  running.kill('SIGTERM');
  expect(await once(running, 'exit')).toEqual([128 + 15, null]);
});

test('a command that does not exist is named', () => {
  const { status, stderr } = withWebgpu(['no-such-command']);
  expect(status).toBe(127);
  expect(stderr).toContain('no-such-command');
});
