import { afterAll, describe, expect, test } from 'vitest';
import type { Shape } from '../src/graph/shape.ts';
import { input, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';
import { evaluate } from './support/evaluate.ts';

const backends = await openBackends();

afterAll(async () => {
  for (const { backend } of backends) await backend.dispose();
});

const ids = input('ids', [0], 'i32');
const x = (...shape: number[]): Tensor => input('x', shape);
const filled = (length: number): number[] => Array(length).fill(1);

/** A computation on tensors without elements, and what it gives of ones. */
const empty: readonly (readonly [
  string,
  readonly Tensor[],
  (...inputs: Tensor[]) => Tensor,
  Shape,
  number[],
])[] = [
  ['an elementwise op', [x(0, 3)], (a) => a.exp().add(1), [0, 3], []],
  ['a sum over the axis without elements', [x(0, 3)], (a) => a.sum([0]), [3], [0, 0, 0]],
  ['a sum over the other axis', [x(0, 3)], (a) => a.sum([1]), [0], []],
  ['a sum over both', [x(0, 3)], (a) => a.sum(), [], [0]],
  ['a sum over an axis broadcast to nothing', [x(3, 1)], (a) => a.broadcast([3, 0]).sum([1]), [3], [0, 0, 0]],
  ['a maximum over the other axis', [x(0, 3)], (a) => a.max([1]), [0], []],
  ['softmax', [x(0, 5)], (a) => a.softmax(), [0, 5], []],
  ['layerNorm', [x(0, 5), x(5), x(5)], (a, b, c) => a.layerNorm(b, c, 1e-5), [0, 5], []],
  ['matmul without inner positions', [x(2, 0), x(0, 3)], (a, b) => a.matmul(b), [2, 3], Array(6).fill(0)],
  [
    'matmul without inner positions, then a bias',
    [x(2, 0), x(0, 3), x(3)],
    (a, b, c) => a.matmul(b).add(c),
    [2, 3],
    filled(6),
  ],
  ['matmul without rows', [x(0, 4), x(4, 3)], (a, b) => a.matmul(b), [0, 3], []],
  ['matmul without batches', [x(0, 2, 4), x(0, 4, 3)], (a, b) => a.matmul(b), [0, 2, 3], []],
  ['gather of no ids', [x(4, 3), ids], (a, b) => a.gather(b), [0, 3], []],
  ['scatterAdd of no ids', [x(0, 3), ids], (a, b) => a.scatterAdd(b, 2), [2, 3], Array(6).fill(0)],
  ['pad around nothing', [x(0, 2)], (a) => a.pad(0, 1, 2), [3, 2], Array(6).fill(0)],
  ['a slice of nothing', [x(4, 2)], (a) => a.slice(0, 4, 0), [0, 2], []],
  ['reshape and permute', [x(0, 3)], (a) => a.permute([1, 0]).reshape([0, 7]), [0, 7], []],
];

describe.each(backends)('$name computes', ({ backend }) => {
  test.each(empty)('%s', async (_, inputs, compute, shape, expected) => {
    const output = compute(...inputs);
    expect(output.shape).toEqual(shape);
    const values = inputs.map(({ shape: given, dtype }) => {
      const length = given.reduce((product, axis) => product * axis, 1);
      return dtype === 'i32' ? new Int32Array(length) : Float64Array.from(filled(length));
    });
    const [numbers] = await evaluate(backend, inputs, values, [output]);
    expect([...numbers!]).toEqual(expected);
  });

  // WebGPU grants 65,535 workgroups to a dimension of a launch; with 64 elements to each, more elements take two dimensions.
  test('elementwise on more elements than one dimension of a launch holds', async () => {
    const [rows, columns] = [1_398_200, 3];
    const row = x(columns);
    const output = row.broadcast([rows, columns]).add(1);
    const [numbers] = await evaluate(backend, [row], [Float64Array.of(1, 2, 3)], [output]);
    expect(numbers!.length).toBeGreaterThan(65_535 * 64);
    const wrong = numbers!.findIndex((value, i) => value !== 2 + (i % columns));
    expect(wrong).toBe(-1);
  });
});
