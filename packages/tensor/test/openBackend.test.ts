import { afterEach, expect, inject, test, vi } from 'vitest';
import { autoChoice, EnvironmentError, listAdapters, openBackend } from '../src/node.ts';
import { tensor } from '../src/tensor.ts';

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
