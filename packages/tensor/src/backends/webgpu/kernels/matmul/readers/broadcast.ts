import { positionExpression, range } from '../../../shader.ts';
import { together } from '../../../together.ts';
import { VECTOR } from '../product.ts';
import { position, vectorOf } from './text.ts';
import type { MakeReader } from './reader.ts';

/** For a factor of which all invocations of a workgroup need the same tile: a subgroup reads a round of it together. The factor must have vectors. */
export const broadcast =
  (subgroupSize: number): MakeReader =>
  (shader, { operand, vectors, outerLength, ...factor }, { name, outer, tile, step }) => {
    const buffer = shader.read(operand.value, 'vec4f');
    const batch = positionExpression(factor.batches, { index: 'z' });
    // Of the tile's vectors those along the contiguous axis come first.
    const perLine = (vectors === 'inner' ? step : tile) / VECTOR;
    const { loads, vector, read } = together(shader, subgroupSize, name, (tile * step) / VECTOR);
    const start = (load: number): string => {
      const [along, line] = [`${vector(load)} % ${perLine}u`, `${vector(load)} / ${perLine}u`];
      return vectors === 'inner'
        ? `(${batch} + ${position(outer, line, tile, outerLength)} * ${factor.outerStride}u) / 4u + ${along}`
        : `(${batch} + ${position(outer, `(${along}) * 4u`, tile, outerLength)} + (${line}) * ${factor.innerStride}u) / 4u`;
    };
    const perRound = vectors === 'inner' ? 'p / 4u' : `p * ${factor.innerStride / VECTOR}u`;
    const at = (i: number, p: number): string =>
      vectors === 'inner'
        ? `${name}_${i * perLine + (p >> 2)}[${p % VECTOR}]`
        : `${name}_${p * perLine + (i >> 2)}[${i % VECTOR}]`;
    return {
      prepare: range(loads)
        .map((load) => `let ${name}_start${load} = ${start(load)};`)
        .join('\n  '),
      load: (first) => (first > 0 ? '' : read((load) => buffer(`${name}_start${load} + ${perRound}`))),
      at,
      vector: (i, p) => (vectors === 'outer' ? `${name}_${p * perLine + (i >> 2)}` : vectorOf(i, p, at)),
    };
  };
