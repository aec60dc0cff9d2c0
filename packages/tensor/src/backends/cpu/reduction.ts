import { rowMajorStrides } from '../../graph/layout.ts';
import type { Shape } from '../../graph/shape.ts';
import type { ReductionName } from '../../ops/index.ts';
import { keptShape } from '../../ops/reduction.ts';
import { f32, f32x4, local, sequence, v128, type Code } from './wasm/code.ts';
import type { MathFunctions } from './wasm/math.ts';
import type { Locals } from './wasm/module.ts';
import { programLoops, type PlacedProgram } from './program.ts';

const folds = {
  sum: { start: 0, vector: f32x4.add, scalar: f32.add },
  max: { start: -Infinity, vector: f32x4.max, scalar: f32.max },
} satisfies Record<ReductionName, object>;

/** Where a reduction's output starts from before anything is folded into it. */
export function reductionStart(kernel: ReductionName): number {
  return folds[kernel].start;
}

/**
 * Statements that fold a program's results over axes into an output that already holds the start value. Where the innermost axis is kept,
 * four neighbours of the output are folded at once; where it is reduced, four partial results are kept in a register along it.
 */
export function reduction(
  kernel: ReductionName,
  placed: PlacedProgram,
  shape: Shape,
  axes: readonly number[],
  output: number,
  locals: Locals,
  math: MathFunctions,
): Code {
  const { start, vector, scalar } = folds[kernel];
  const kept = keptShape(shape, axes);
  const strides = rowMajorStrides(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const [lanes, one] = [locals.v128(), locals.v128()];
  const fold = (address: Code, value: Code): Code =>
    f32.store(address, output, scalar(f32.load(address, output), value));
  let along = false;
  return programLoops(
    placed,
    {
      layout: { shape, strides, offset: 0 },
      vectorStride: (stride) => stride <= 1,
      before: (_, innerStride) => {
        along = innerStride === 0;
        return along
          ? sequence(local.set(lanes, f32x4.const(start)), local.set(one, f32x4.const(start)))
          : [];
      },
      take: (value, address, wide) => {
        if (along)
          return wide
            ? local.set(lanes, vector(local.get(lanes), value))
            : local.set(one, vector(local.get(one), value));
        if (wide) return v128.store(address, output, vector(v128.load(address, output), value));
        return fold(address, f32x4.lane(value, 0));
      },
      after: (address) => {
        if (!along) return [];
        const parts = [0, 1, 2, 3].map((lane) => f32x4.lane(local.get(lanes), lane));
        const total = scalar(
          scalar(scalar(parts[0]!, parts[1]!), scalar(parts[2]!, parts[3]!)),
          f32x4.lane(local.get(one), 0),
        );
        return fold(address, total);
      },
    },
    locals,
    math,
  );
}
