import { expect, test, vi } from 'vitest';
import { listAdapters, NoAdapterError, openBackend } from '../src/node.ts';

vi.mock('webgpu', () => ({ create: () => ({ requestAdapter: async () => null }) }));

test('where there is no adapter, webgpu is refused with what is missing', async () => {
  const opening = openBackend('webgpu');
  await expect(opening).rejects.toThrow(NoAdapterError);
  await expect(opening).rejects.toThrow('no WebGPU adapter was found: on Linux a Vulkan driver');
});

test('where there is no adapter, auto computes on the CPU', async () => {
  const backend = await openBackend();
  expect(backend.name).toBe('cpu');
  await backend.dispose();
});

test('where there is no adapter, none is listed', async () => {
  expect(await listAdapters()).toEqual([]);
});
