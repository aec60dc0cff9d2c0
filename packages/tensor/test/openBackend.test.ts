import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { autoChoice, EnvironmentError, listAdapters, openBackend } from '../src/node.ts';
import { readTiles } from '../src/backends/webgpu/tuning.ts';
import { tunes } from '../src/node/environment.ts';
import { constant, tensor } from '../src/tensor.ts';

const found = await listAdapters();

afterEach(() => vi.unstubAllEnvs());

test('an adapter is found where one is required', () => {
  expect(found.length).toBeGreaterThanOrEqual(inject('requireWebgpu') ? 1 : 0);
  for (const { name } of found) expect(name).not.toBe('');
});

test.each(found.slice(0, 1))('webgpu opens the preferred adapter: $name', async ({ name }) => {
  const backend = await openBackend('webgpu');
  expect([backend.name, backend.adapter]).toEqual(['webgpu', name]);
  expect([...(await tensor([1, 2]).mul(3).data(backend))]).toEqual([3, 6]);
  await backend.dispose();
});

test('auto opens an adapter that is no software, else the CPU', async () => {
  const backend = await openBackend();
  const [preferred] = found;
  expect(backend.name).toBe(preferred && !preferred.software ? 'webgpu' : 'cpu');
  expect(autoChoice(found).device).toBe(backend.name);
  await backend.dispose();
});

test.each(['reference', 'cpu'] as const)('%s opens anywhere', async (choice) => {
  const backend = await openBackend(choice);
  expect(backend.name).toBe(choice);
  await backend.dispose();
});

test.each([
  [[], 'cpu', 'there is no WebGPU adapter'],
  [
    [{ name: 'SwiftShader', software: true }],
    'cpu',
    'the WebGPU adapter computes on the CPU as well, and slower',
  ],
  [[{ name: 'A card', software: false }], 'webgpu', 'there is a hardware WebGPU adapter'],
])('of the adapters %j auto takes %s', (adapters, device, reason) => {
  expect(autoChoice(adapters)).toEqual({ device, reason });
});

test('GRADLENS_DEVICE stands in for auto, and for nothing else', async () => {
  vi.stubEnv('GRADLENS_DEVICE', 'reference');
  expect(autoChoice([])).toEqual({ device: 'reference', reason: 'GRADLENS_DEVICE names it' });
  expect((await openBackend()).name).toBe('reference');
  const cpu = await openBackend('cpu');
  expect(cpu.name).toBe('cpu');
  await cpu.dispose();
});

test('GRADLENS_THREADS is the number of threads where none is given', async () => {
  vi.stubEnv('GRADLENS_THREADS', '3');
  for (const [options, threads] of [
    [{}, '3 threads'],
    [{ threads: 1 }, '1 thread'],
  ] as const) {
    const backend = await openBackend('cpu', options);
    expect(backend.adapter).toContain(`SIMD, ${threads}`);
    await backend.dispose();
  }
});

test.each([
  ['GRADLENS_DEVICE', 'gpu', 'GRADLENS_DEVICE must be one of auto, webgpu, cpu, reference, not "gpu"'],
  ['GRADLENS_THREADS', '0', 'GRADLENS_THREADS must be a whole number from 1 to 256, not "0"'],
  ['GRADLENS_THREADS', 'two', 'GRADLENS_THREADS must be a whole number from 1 to 256, not "two"'],
])('%s=%s is refused', async (variable, value, message) => {
  vi.stubEnv('GRADLENS_DEVICE', 'cpu');
  vi.stubEnv(variable, value);
  await expect(openBackend()).rejects.toThrow(EnvironmentError);
  await expect(openBackend()).rejects.toThrow(message);
});

test.each(found.slice(0, 1))('what was measured of kernels is kept in a file: $name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradlens-tuning-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('LOCALAPPDATA', folder);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('GRADLENS_TUNING', 'on');
  // Large enough to be worth measuring.
  const x = constant(new Float32Array(408 * 408), [408, 408]);
  const multiply = async (): Promise<string[]> => {
    const backend = await openBackend('webgpu');
    await x.matmul(x).data(backend);
    await backend.dispose();
    return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  };
  const files = await multiply();
  expect(files).toHaveLength(1);
  const file = join(folder, files[0]!);
  const learned = await readFile(file, 'utf8');
  expect(Object.keys(readTiles(learned))).toHaveLength(1);

  // A file that is damaged is as none.
  await writeFile(file, learned.slice(0, 20));
  await multiply();
  expect(Object.keys(readTiles(await readFile(file, 'utf8')))).toHaveLength(1);
  await rm(folder, { recursive: true });
});

test('GRADLENS_TUNING is on or off', () => {
  vi.stubEnv('GRADLENS_TUNING', 'maybe');
  expect(() => tunes({ software: true })).toThrow('GRADLENS_TUNING must be on or off, not "maybe"');
  vi.stubEnv('GRADLENS_TUNING', 'off');
  expect(tunes({ software: false })).toBe(false);
  vi.stubEnv('GRADLENS_TUNING', '');
  expect([tunes({ software: false }), tunes({ software: true })]).toEqual([true, false]);
});

test('tiles that are none are not taken from a file', () => {
  for (const text of ['', '[', 'null', '"own"', '3']) expect(readTiles(text)).toEqual({});
  expect(readTiles('{"a": "own", "b": 3}')).toEqual({ a: 'own' });
});
