import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { constant, input, tensor, variable, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';

// What WGSL leaves open: infinities, NaN, signs of zeros, denormals, reads outside a buffer.
const opened = await openBackends();
const backends = opened.filter(({ name }) => name !== 'webgpu');

afterAll(async () => {
  for (const { backend } of opened) await backend.dispose();
});

const floats = (...values: number[]): Float32Array => Float32Array.from(values);

describe.each(backends)('on $name', ({ backend }) => {
  test('numbers that differ by their signs alone, or have no finite value, are told apart', async () => {
    const x = input('x', [3]);
    const y = x.neg();
    const outputs = {
      plus: x.greater(1).select(x, Infinity),
      minus: y.greater(1).select(y, -Infinity),
      zero: x.greater(9).select(x, 0),
      negative: y.greater(9).select(y, -0),
    };
    const { run, dispose } = await compile({ inputs: { x }, outputs }, backend);
    const { plus, minus, zero, negative } = await run({ x: floats(1, 2, 3) });
    expect([...plus]).toEqual([Infinity, 2, 3]);
    expect([...minus]).toEqual(Array(3).fill(-Infinity));
    expect([...zero]).toEqual([0, 0, 0]);
    expect([...negative]).toEqual([-0, -0, -0]);
    dispose();
  });

  test('the logarithm has its ends, and the smallest numbers', async () => {
    const ends = await tensor([0, -0, -1, Infinity, -Infinity, NaN]).log().data(backend);
    expect([...ends]).toEqual([-Infinity, -Infinity, NaN, Infinity, NaN, NaN]);
    const small = [1e-40, 2 ** -149, 2 ** -126];
    const values = await tensor(small).log().data(backend);
    for (const [i, value] of values.entries()) {
      // 1e-40 is as near as its denormal float32, which has 17 bits; else a unit in the last place of 100.
      expect(Math.abs(value - Math.log(Math.fround(small[i]!)))).toBeLessThan(2 ** -16);
    }
  });
});

describe.each(backends.filter(({ name }) => name !== 'webgpu'))(
  'on $name an id outside its table',
  ({ backend }) => {
    const ids = (...numbers: number[]): Tensor => constant(Int32Array.from(numbers), [numbers.length], 'i32');

    test('is named, and no variable takes a value', async () => {
      const table = variable('table', [3, 2], () => floats(1, 2, 3, 4, 5, 6));
      const computation = {
        outputs: {},
        updates: [{ variable: table, value: table.sub(table.gather(ids(0, 7)).sum()) }],
      };
      const { run, dispose } = await compile(computation, backend);
      await expect(run({})).rejects.toThrow('gather: id 7 lies outside a table of 3 rows');
      expect([...(await backend.read(table.node))]).toEqual([1, 2, 3, 4, 5, 6]);
      dispose();
      backend.release([table.node]);
    });

    test('is refused also where there is nothing to look up or to add', async () => {
      const empty = constant(floats(), [3, 0]);
      await expect(empty.gather(ids(0, 7)).data(backend)).rejects.toThrow('gather: id 7');
      await expect(
        tensor([[1], [2]])
          .scatterAdd(ids(0, 7), 5)
          .data(backend),
      ).rejects.toThrow('scatterAdd: id 7');
      await expect(
        tensor([[1], [2]])
          .scatterAdd(ids(-1, 0), 5)
          .data(backend),
      ).rejects.toThrow('scatterAdd: id -1 lies outside a table of 5 rows');
    });
  },
);
