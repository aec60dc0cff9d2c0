import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { rowMajorStrides } from '../src/graph/layout.ts';
import type { Attrs } from '../src/graph/op.ts';
import { sizeOf, type NumericArray, type Shape } from '../src/graph/shape.ts';
import { allOps } from '../src/ops/index.ts';
import { tensor, type Tensor } from '../src/tensor.ts';
import { differentiable, drawCase } from './support/draw.ts';
import { evaluate } from './support/evaluate.ts';
import { expectWithin } from './support/within.ts';

/** A tensor by its coordinates: what the ops are defined on, free of layouts. */
interface Indexed {
  readonly shape: Shape;
  at(index: readonly number[]): number;
}

type Definition = (
  index: readonly number[],
  inputs: readonly Indexed[],
  attrs: Attrs,
  shape: Shape,
) => number;

/** Every number of an axis. */
const range = (length: number): number[] => [...Array(length).keys()];

const sumOver = (length: number, term: (p: number) => number): number =>
  range(length).reduce((total, p) => total + term(p), 0);

/** All coordinates that agree with `index` on the axes which are kept. */
const fibre = (index: readonly number[], shape: Shape, axes: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (partial, length, axis) => {
      const kept = index[range(axis).filter((a) => !axes.includes(a)).length]!;
      return partial.flatMap((head) =>
        (axes.includes(axis) ? range(length) : [kept]).map((i) => [...head, i]),
      );
    },
    [[]],
  );

const definitions: Readonly<Record<string, Definition>> = {
  broadcast: (index, [x]) => {
    const aligned = index.slice(index.length - x!.shape.length);
    return x!.at(aligned.map((i, axis) => (x!.shape[axis] === 1 ? 0 : i)));
  },
  permute: (index, [x], { axes }) => x!.at(index.map((_, axis) => index[(axes as number[]).indexOf(axis)]!)),
  reshape: (index, [x], _, shape) => x!.at(unravel(ravel(index, shape), x!.shape)),
  slice: (index, [x], { axis, start }) => x!.at(index.with(axis, index[axis]! + start)),
  pad: (index, [x], { axis, before }) => {
    const i = index[axis]! - before;
    return i < 0 || i >= x!.shape[axis]! ? 0 : x!.at(index.with(axis, i));
  },
  sum: (index, [x], { axes }) =>
    fibre(index, x!.shape, axes).reduce((total, place) => total + x!.at(place), 0),
  max: (index, [x], { axes }) => Math.max(...fibre(index, x!.shape, axes).map((place) => x!.at(place))),
  matmul: (index, [a, b]) => {
    const [batch, row, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    return sumOver(a!.shape.at(-1)!, (p) => a!.at([...batch, row, p]) * b!.at([...batch, p, column]));
  },
  gather: (index, [table, ids]) => table!.at([ids!.at(index.slice(0, -1)), index.at(-1)!]),
  scatterAdd: ([row, column], [dy, ids]) =>
    sumOver(sizeOf(ids!.shape), (i) => {
      const place = unravel(i, ids!.shape);
      return ids!.at(place) === row ? dy!.at([...place, column!]) : 0;
    }),
};

const ravel = (index: readonly number[], shape: Shape): number =>
  rowMajorStrides(shape).reduce((position, stride, axis) => position + stride * index[axis]!, 0);

const unravel = (position: number, shape: Shape): number[] =>
  rowMajorStrides(shape).map((stride, axis) => Math.floor(position / stride) % shape[axis]!);

const indexed = (values: NumericArray, shape: Shape): Indexed => ({
  shape,
  at: (index) => values[ravel(index, shape)]!,
});

describe('an op that moves or gathers elements gives what its definition by coordinates gives', () => {
  test.each(Object.entries(definitions))('%s', async (name, definition) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, output } = drawCase(g, allOps[name as keyof typeof allOps], differentiable);
        const [actual] = await evaluate(referenceBackend(), inputs, values, [output]);
        const read = inputs.map((x, i) => indexed(values[i]!, x.shape));
        const expected = range(sizeOf(output.shape)).map((i) =>
          definition(unravel(i, output.shape), read, output.node.attrs, output.shape),
        );
        // Sums of at most 36 products of numbers below 2, in any order: 36 · 2⁻⁵³ · 36 · 4.
        expectWithin(actual!, expected, 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  test('every view is among them', () => {
    const views = Object.values(allOps).filter((op) => op.kind === 'view');
    expect(Object.keys(definitions)).toEqual(expect.arrayContaining(views.map((op) => op.name)));
  });
});

describe('functions that are not Math’s take their tabulated values', () => {
  // The float64 nearest to mpmath.erf(x) and x·mpmath.ncdf(x), computed to 50 digits by mpmath 1.3.
  const x = [-3, -1, -0.5, 0, 1e-3, 0.1, 0.5, 1, 2, 3, 4, 5.5];
  test.each<[string, (x: Tensor) => Tensor, number[]]>([
    [
      'erf',
      (t) => t.erf(),
      [
        -0.9999779095030014, -0.8427007929497149, -0.5204998778130465, 0, 0.0011283787909692365,
        0.1124629160182849, 0.5204998778130465, 0.8427007929497149, 0.9953222650189527, 0.9999779095030014,
        0.9999999845827421, 0.9999999999999927,
      ],
    ],
    [
      'gelu',
      (t) => t.gelu(),
      [
        -0.0040496940948902835, -0.15865525393145705, -0.15426876936299344, 0, 0.000500398942213911,
        0.053982783727702904, 0.34573123063700656, 0.8413447460685429, 1.9544997361036416, 2.99595030590511,
        3.9998733150326675, 5.499999895557407,
      ],
    ],
  ])('%s', async (_, apply, expected) => {
    const actual = await apply(tensor(x)).data(referenceBackend());
    // The spacing of float64 at 5.5 is 8.9e-16.
    expectWithin(actual, expected, 1e-15);
  });
});
