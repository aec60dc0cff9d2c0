import { expect, test } from 'vitest';
import { cpuBackend, compile, input, variable } from '../src/index.ts';

test('the CPU takes no more memory than it may, and goes on with what it has', async () => {
  const backend = await cpuBackend({ memoryBytes: 2 ** 20 });
  expect(backend.capacityBytes).toBe(2 ** 20);
  const half = variable('half', [2 ** 17], () => new Float32Array(2 ** 17).fill(1));
  await backend.write(half.node, new Float32Array(2 ** 17).fill(2));
  const message =
    /^\d+ bytes of memory are wanted where at most 1048576 can be had: use fewer rows at a time$/;
  const more = variable('more', [2 ** 17], () => new Float32Array(2 ** 17));
  await expect(backend.write(more.node, new Float32Array(2 ** 17))).rejects.toThrow(message);
  const x = input('x', [2 ** 18]);
  await expect(compile({ inputs: { x }, outputs: { y: x.exp() } }, backend)).rejects.toThrow(message);
  expect([...(await half.sum().data(backend))]).toEqual([2 ** 18]);
  await backend.dispose();
});

test('WebAssembly has 4 GiB at most', async () => {
  const backend = await cpuBackend({ memoryBytes: 2 ** 40 });
  expect(backend.capacityBytes).toBe(2 ** 32);
  await backend.dispose();
});
