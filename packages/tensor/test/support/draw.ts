import fc, { type Arbitrary, type GeneratorValue } from 'fast-check';
import { buildNode } from '../../src/graph/node.ts';
import type { Draw, Op, SampleInput } from '../../src/graph/op.ts';
import { sizeOf, type NumericArray } from '../../src/graph/shape.ts';
import { input, Tensor } from '../../src/tensor.ts';

/** How large and how special the drawn cases are. */
export interface Scope {
  /** Largest integer that an op's sample gets, unless its own minimum is higher. */
  readonly largest: number;
  /** Most elements of a drawn shape. */
  readonly elements: number;
  /** Lengths to be tried more often than others. */
  readonly favoured: readonly number[];
  /** Numbers between which all values of a case are chosen, over their range. */
  readonly levels: readonly number[];
  /** Whether no two numbers of a case are equal. */
  readonly distinct: boolean;
}

/**
 * Few elements, so that each can be varied on its own, and no two closer than the differences that vary them: at a tie of
 * `max`, or where the operands of `greater` meet, there is no derivative.
 */
export const differentiable: Scope = {
  largest: 4,
  elements: 12,
  favoured: [],
  levels: [2 ** 10],
  distinct: true,
};

/**
 * Lengths beside 4 (a vector), 32 (a tile; the longest row of a single lane), 64 (the lanes of a workgroup) and 128 (twice
 * that). With few levels elements are often equal, with many hardly ever.
 */
export const boundaries: Scope = {
  largest: 130,
  elements: 130,
  favoured: [1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 127, 128, 129],
  levels: [4, 2 ** 30],
  distinct: false,
};

/** An op on drawn inputs. */
export interface Case {
  readonly inputs: readonly Tensor[];
  /** A value for each input, every f32 number being a float32. */
  readonly values: readonly NumericArray[];
  readonly output: Tensor;
}

export function drawCase(g: GeneratorValue, op: Exclude<Op, { kind: 'leaf' }>, scope: Scope): Case {
  const sample = op.sample(drawFrom(g, scope));
  const inputs = sample.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const nodes = inputs.map((tensor) => tensor.node);
  return {
    inputs,
    values: drawValues(g, sample.inputs, scope),
    output: new Tensor(buildNode(op, nodes, sample.attrs)),
  };
}

export function drawFrom(g: GeneratorValue, scope: Scope): Draw {
  const int = (min: number, max: number): number => g(integerIn, min, max, scope.largest, scope.favoured);
  return {
    int,
    shape(minRank, maxRank) {
      const shape: number[] = [];
      const rank = g(fc.integer, { min: minRank, max: maxRank });
      while (shape.length < rank) shape.push(int(1, Math.floor(scope.elements / sizeOf(shape))));
      return shape;
    },
  };
}

function integerIn(
  min: number,
  max: number,
  largest: number,
  favoured: readonly number[],
): Arbitrary<number> {
  const reached = Math.min(max, Math.max(min, largest));
  const any = fc.integer({ min, max: reached });
  const special = favoured.filter((length) => length >= min && length <= reached);
  return special.length === 0 ? any : fc.oneof(any, fc.constantFrom(...special));
}

export function drawValues(
  g: GeneratorValue,
  inputs: readonly SampleInput[],
  { levels, distinct }: Scope,
): NumericArray[] {
  const count = g(fc.constantFrom<number[]>, ...levels);
  return inputs.map(({ shape, dtype = 'f32', range: [low, high] = [-2, 2], awayFromZero = 0 }, i) => {
    const size = sizeOf(shape);
    if (dtype === 'i32') return Int32Array.from(g(integers, size, low, high, false));
    // Inputs lie on grids beside each other, so that distinct numbers stay distinct from one input to the next.
    const shift = distinct ? (i + 0.5) / inputs.length : 0.5;
    return Float64Array.from(g(integers, size, 0, count - 1, distinct), (level) => {
      const value = low + ((high - low) * (level + shift)) / count;
      return Math.fround(
        Math.abs(value) < awayFromZero ? Math.sign(value || 1) * awayFromZero + value : value,
      );
    });
  });
}

function integers(size: number, min: number, max: number, distinct: boolean): Arbitrary<number[]> {
  const bounds = { minLength: size, maxLength: size };
  return distinct
    ? fc.uniqueArray(fc.integer({ min, max }), bounds)
    : fc.array(fc.integer({ min, max }), bounds);
}
