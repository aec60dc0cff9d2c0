import { afterAll, describe, expect, inject, test } from 'vitest';
import { webgpuBackend } from '../src/backends/webgpu/index.ts';
import { compile } from '../src/compile.ts';
import { input, variable } from '../src/tensor.ts';
import { testDevices } from './support/adapter.ts';
import { withChanged } from './support/changed.ts';

const x = input('x', [4]);
const values = { x: Float32Array.of(1, 2, 3, 4) };

const devices = await testDevices();

test('a device is there where one is required', () => {
  expect(devices.length).toBe(inject('requireWebgpu') ? 1 : devices.length);
});

describe.each(devices)('what the device cannot do is refused', (device) => {
  const backend = webgpuBackend(device);
  afterAll(async () => {
    await backend.dispose();
    device.destroy();
  });

  test('a tensor larger than a buffer, with its shape and the limit', async () => {
    const limit = backend.maxTensorBytes;
    const columns = Math.floor(limit / 8) + 1;
    const large = input('large', [2, columns]);
    const message = `a tensor f32[2,${columns}] needs ${16 * Math.ceil(columns / 2)} bytes, but this device takes at most ${limit} in one buffer`;
    await expect(compile({ inputs: { large }, outputs: { y: large.sum() } }, backend)).rejects.toThrow(
      message,
    );
    expect(backend.bufferCount).toBe(0);
  });

  test('a variable larger than a buffer, with its name and the limit', async () => {
    const limits = new Proxy(device.limits, {
      get: (target, name) => (name === 'maxStorageBufferBindingSize' ? 64 : Reflect.get(target, name)),
    });
    const small = webgpuBackend(withChanged(device, { limits }));
    const fits = variable('fits', [4, 4], () => new Float32Array(16));
    const large = variable('large', [4, 5], () => new Float32Array(20));
    await small.write(fits.node, new Float32Array(16));
    const message =
      /^the variable "large" \[4,5\] needs 80 bytes, but this device takes at most 64 in one buffer/;
    await expect(small.write(large.node, new Float32Array(20))).rejects.toThrow(message);
    await expect(compile({ outputs: { y: large.sum() } }, small)).rejects.toThrow(RangeError);
    expect(small.bufferCount).toBe(1);
    await small.dispose();
  });

  test('a launch of more workgroups than a dimension holds, with the op', async () => {
    const batches = device.limits.maxComputeWorkgroupsPerDimension + 1;
    const [a, b] = [input('a', [batches, 1, 1]), input('b', [batches, 1, 1])];
    await expect(compile({ inputs: { a, b }, outputs: { y: a.matmul(b) } }, backend)).rejects.toThrow(
      new RegExp(`^matmul .*\\[1,1,${batches}\\] workgroups.*maxComputeWorkgroupsPerDimension`),
    );
  });

  test('a kernel of more buffers than the device grants, with the op', async () => {
    const limits = new Proxy(device.limits, {
      get: (target, name) => (name === 'maxStorageBuffersPerShaderStage' ? 3 : Reflect.get(target, name)),
    });
    const narrow = webgpuBackend(withChanged(device, { limits }));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => input(name, [2]));
    const computation = { inputs: { a: a!, b: b!, c: c! }, outputs: { y: a!.add(b!).mul(c!) } };
    await expect(compile(computation, narrow)).rejects.toThrow(
      /^elementwise .* binds 4 buffers, but this device allows 3 \(maxStorageBuffersPerShaderStage\)/,
    );
  });

  test('a number that float32 does not hold', async () => {
    await expect(compile({ inputs: { x }, outputs: { y: x.mul(1e39) } }, backend)).rejects.toThrow(
      'the number 1e+39 is not a finite float32',
    );
  });
});

describe.each(await testDevices())('what goes wrong on the device rejects', (device) => {
  afterAll(() => device.destroy());
  const reported: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => reported.push(error.message));

  test('a kernel that does not compile, with the op and the compiler’s reason', async () => {
    const broken = withChanged(device, {
      createShaderModule: ({ label }) => device.createShaderModule({ label: label!, code: 'fn main( {' }),
    });
    const backend = webgpuBackend(broken);
    const compiling = compile({ inputs: { x }, outputs: { y: x.softmax() } }, backend);
    await expect(compiling).rejects.toThrow(/^softmax %1 \[4\]: the kernel does not compile: .*expected/s);
    expect(reported).toEqual([]);
    expect(backend.bufferCount).toBe(0);
  });

  test('memory that cannot be had, and what was had of it is given back', async () => {
    let requests = 0;
    const unwilling = withChanged(device, {
      // The second buffer asks for a use that no buffer can have.
      createBuffer: (descriptor) =>
        device.createBuffer(requests++ === 1 ? { ...descriptor, usage: 0x0801 } : descriptor),
    });
    const backend = webgpuBackend(unwilling);
    const computation = { inputs: { x }, outputs: { y: x.softmax() } };
    await expect(compile(computation, backend)).rejects.toThrow(/^allocating memory: the GPU reports: /);
    expect(backend.bufferCount).toBe(0);
    expect(reported).toEqual([]);
    const { run } = await compile(computation, backend);
    expect((await run(values)).y.length).toBe(4);
    await backend.dispose();
  });

  test('memory for a variable that cannot be had', async () => {
    let requests = 0;
    const unwilling = withChanged(device, {
      createBuffer: (descriptor) =>
        device.createBuffer(requests++ === 0 ? { ...descriptor, usage: 0x0801 } : descriptor),
    });
    const backend = webgpuBackend(unwilling);
    const state = variable('state', [4], () => Float32Array.of(1, 2, 3, 4));
    await expect(backend.write(state.node, values.x)).rejects.toThrow(/^placing "state": the GPU reports: /);
    expect(backend.bufferCount).toBe(0);
    expect(reported).toEqual([]);
    expect([...(await backend.read(state.node))]).toEqual([1, 2, 3, 4]);
    await backend.dispose();
  });

  test('a run whose memory is gone', async () => {
    const backend = webgpuBackend(device);
    const state = variable('state', [4], () => Float32Array.of(1, 2, 3, 4));
    const { run } = await compile({ inputs: { x }, outputs: { y: x.add(state).softmax() } }, backend);
    backend.release([state.node]);
    await expect(run(values)).rejects.toThrow(/^running elementwise .* to softmax .*: the GPU reports: /);
    expect(reported).toEqual([]);
    await backend.dispose();
  });
});

describe.each(devices)('a device that is lost rejects', () => {
  const state = variable('state', [4], () => Float32Array.of(1, 2, 3, 4));
  const computation = { inputs: { x }, outputs: { y: x.add(state).softmax() } };
  const lost = /the GPU device was lost \(destroyed\)/;

  test('the run that it is lost in', async () => {
    const [device] = await testDevices();
    const { run } = await compile(computation, webgpuBackend(device!));
    await run(values);
    const running = run(values);
    const next = run(values);
    device!.destroy();
    await expect(running).rejects.toThrow(/^running elementwise .* to softmax .*: .*lost/s);
    await expect(next).rejects.toThrow(lost);
  });

  test('the runs, reads and writes after it', async () => {
    const [device] = await testDevices();
    const backend = webgpuBackend(device!);
    const { run, dispose } = await compile(computation, backend);
    device!.destroy();
    await device!.lost;
    await expect(run(values)).rejects.toThrow(/^running elementwise .*: the GPU device was lost/);
    await expect(backend.read(state.node)).rejects.toThrow(/^reading "state": the GPU device was lost/);
    await expect(compile({ outputs: { y: state.exp() } }, backend)).rejects.toThrow(lost);
    dispose();
    await backend.dispose();
  });

  test('what is being prepared', async () => {
    const [device] = await testDevices();
    const compiling = compile(computation, webgpuBackend(device!));
    device!.destroy();
    await expect(compiling).rejects.toThrow(lost);
  });
});
