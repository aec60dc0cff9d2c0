import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { webgpuBackend } from '../src/backends/webgpu/index.ts';
import { compile } from '../src/compile.ts';
import { encodeFloat16, fitsFloat16, float16Numbers } from '../src/graph/float16.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { constant, variable, type Tensor, type Variable } from '../src/tensor.ts';
import { testDevices } from './support/adapter.ts';
import { openBackends } from './support/backends.ts';
import { asGpu } from './support/changed.ts';

const all = float16Numbers();
const finite = [...all.keys()].filter((half) => Number.isFinite(all[half]!));
const numbers = (length: number, seed: number): Float32Array =>
  Float32Array.from(
    { length },
    (_, i) => all[encodeFloat16(Float32Array.of(Math.sin(i * 12.9898 + seed)))[0]!]!,
  );

test('float16 holds all its own numbers, and no float32 that it would have to round', () => {
  expect(fitsFloat16(Float32Array.from(finite, (half) => all[half]!))).toBe(true);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (number) => {
      const kept = Float32Array.of(number);
      const isKept = Object.is(all[encodeFloat16(kept)[0]!]!, kept[0]!) && Number.isFinite(number);
      expect(fitsFloat16(kept)).toBe(isKept);
    }),
    { numRuns: 2000 },
  );
  expect(fitsFloat16(Float32Array.of(1, NaN))).toBe(false);
});

/** What reads a matrix [5, 6] or [8, 12] in the ways in which kernels do. */
const uses: Readonly<Record<string, (w: Tensor) => Tensor>> = {
  x·Wᵀ: (w) => constant(numbers(3 * w.shape[1]!, 1), [3, w.shape[1]!]).matmul(w.transpose()),
  dy·W: (w) => constant(numbers(7 * w.shape[0]!, 2), [7, w.shape[0]!]).matmul(w),
  Wᵀ·dy: (w) => w.transpose().matmul(constant(numbers(w.shape[0]! * 4, 3), [w.shape[0]!, 4])),
  'a part of it': (w) =>
    constant(numbers(2 * w.shape[1]!, 4), [2, w.shape[1]!]).matmul(w.slice(0, 1, 3).transpose()),
  'looked up': (w) => w.gather(constant(Int32Array.of(4, 0, 4), [3], 'i32')),
  'element by element': (w) => w.mul(w).add(w.transpose().transpose()),
  'added up': (w) => w.sum([0]),
  'row by row': (w) => w.softmax(),
  padded: (w) => w.pad(0, 1, 2),
};

const opened = await openBackends();
const devices = await testDevices();
const backends = [
  ...opened,
  ...devices.map((device) => ({
    name: 'webgpu with kernels for GPUs',
    backend: webgpuBackend(asGpu(device)),
  })),
];

describe.each(backends)('variables in float16 on $name', ({ backend }) => {
  afterAll(() => backend.dispose());

  test.each([
    [5, 6],
    [8, 12],
  ])('[%i, %i]: give what they give in float32, to the bit, in all kernels', async (...shape) => {
    const data = numbers(sizeOf(shape), 0);
    const [half, whole] = [true, false].map((isHalf) =>
      variable('w', shape, () => data, { half: isHalf }),
    ) as [Variable, Variable];
    const outputsOf = (w: Tensor) =>
      Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, use(w)]));
    const results = [];
    for (const w of [half, whole]) {
      const compiled = await compile({ outputs: outputsOf(w) }, backend);
      results.push(await compiled.run({}));
      compiled.dispose();
    }
    expect(results[0]).toEqual(results[1]);
    expect(Array.from(await backend.read(half.node))).toEqual([...data]);
    await backend.write(
      half.node,
      data.map((number) => -number),
    );
    expect(Array.from(await backend.read(half.node))).toEqual(Array.from(data, (number) => -number));
    backend.release([half.node, whole.node]);
  });

  test('are not updated', async () => {
    const w = variable('w', [2], () => Float32Array.of(1, 2), { half: true });
    const updated = compile({ outputs: {}, updates: [{ variable: w, value: w.add(1) }] }, backend);
    await expect(updated).rejects.toThrow('the variable "w" holds float16: it cannot be updated');
  });
});

test.each(devices)('a matrix in float16 takes half the memory on a device', async (device) => {
  const backend = webgpuBackend(device);
  const sizes = [];
  for (const half of [false, true]) {
    const w = variable('w', [64, 64], () => new Float32Array(64 * 64), { half });
    await backend.write(w.node, new Float32Array(64 * 64));
    sizes.push(backend.memoryBytes);
    backend.release([w.node]);
    await backend.read(variable('turn', [1], () => Float32Array.of(0)).node);
  }
  expect(sizes[0]).toBe(4 * 64 * 64);
  expect(sizes[1]! - 16).toBe(2 * 64 * 64);
  await backend.dispose();
  device.destroy();
});
