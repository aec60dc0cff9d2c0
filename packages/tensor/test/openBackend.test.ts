import { expect, inject, test } from 'vitest';
import { listAdapters, openBackend } from '../src/node.ts';
import { tensor } from '../src/tensor.ts';

const found = await listAdapters();

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
  await backend.dispose();
});

test.each(['reference', 'cpu'] as const)('%s opens anywhere', async (choice) => {
  const backend = await openBackend(choice);
  expect(backend.name).toBe(choice);
  await backend.dispose();
});
