import { expect, inject, test } from 'vitest';
import { webgpuBackend } from '../src/backends/webgpu/index.ts';
import { compile } from '../src/compile.ts';
import { constant, input, variable } from '../src/tensor.ts';
import { testDevices } from './support/adapter.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);

const devices = await testDevices();

test('a device is there where one is required', () => {
  expect(devices.length).toBe(inject('requireWebgpu') ? 1 : devices.length);
});

test.each(devices)(
  'buffers stay as many over a thousand runs, and go with what used them',
  async (device) => {
    const backend = webgpuBackend(device);
    const x = input('x', [4]);
    const state = variable('state', [4], () => floats(1, 2, 3, 4));
    const shared = constant(floats(1, 2, 3, 4), [4]);
    const y = x.mul(shared).softmax().add(state).sum();
    const computation = {
      inputs: { x },
      outputs: { y },
      updates: [{ variable: state, value: state.mul(0.5) }],
    };
    const executables = [await compile(computation, backend), await compile(computation, backend)];
    const during = backend.bufferCount;
    expect(during).toBeGreaterThan(0);
    for (let i = 0; i < 1000; i++) await executables[i % 2]!.run({ x: floats(i, 1, 2, 3) });
    expect(backend.bufferCount).toBe(during);

    // Neither reading nor failing takes more.
    const misfit = variable('misfit', [2], () => floats(1));
    await backend.read(state.node);
    await expect(executables[0]!.run({ x: floats(1) })).rejects.toThrow('1 numbers were given');
    await expect(compile({ outputs: { y: misfit.neg() } }, backend)).rejects.toThrow('misfit');
    expect(backend.bufferCount).toBe(during);

    for (const executable of executables) executable.dispose();
    // The variable stays.
    await expect.poll(() => backend.bufferCount).toBe(1);
    backend.release([state.node]);
    await expect.poll(() => backend.bufferCount).toBe(0);

    await compile(computation, backend);
    await backend.dispose();
    expect(backend.bufferCount).toBe(0);
    device.destroy();
  },
);
