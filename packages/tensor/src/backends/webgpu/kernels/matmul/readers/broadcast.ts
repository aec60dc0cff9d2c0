import { positionExpression } from '../../../shader.ts';
import { VECTOR } from '../product.ts';
import { range, vectorOf } from './text.ts';
import type { MakeReader } from './reader.ts';

/**
 * For a factor of which all invocations of a workgroup need the same tile: each invocation of a subgroup loads a part of it and hands that to the
 * others. A load serves the whole subgroup, as it does from no other memory. The factor must have vectors.
 */
export const broadcast =
  (subgroupSize: number): MakeReader =>
  (shader, { operand, vectors, outerLength, ...factor }, { name, outer, tile, step }) => {
    shader.useSubgroups();
    const buffer = shader.read(operand.value, 'vec4f');
    const start = positionExpression(factor.batches, 'z');
    // Vectors of the tile, those along the contiguous axis first.
    const count = (tile * step) / VECTOR;
    const perLine = (vectors === 'inner' ? step : tile) / VECTOR;
    const along = `${name}_vector % ${perLine}u`;
    const line = `${name}_vector / ${perLine}u`;
    const position =
      vectors === 'inner'
        ? `(${start} + min(${outer} + ${line}, ${outerLength - 1}u) * ${factor.outerStride}u) / 4u + ${along}`
        : `(${start} + min(${outer} + ${along} * 4u, ${outerLength - VECTOR}u) + (${line}) * ${factor.innerStride}u) / 4u`;
    const perRound = vectors === 'inner' ? 'p / 4u' : `p * ${factor.innerStride / VECTOR}u`;
    const loads = range(Math.ceil(count / subgroupSize));
    const broadcasts = range(count).map(
      (v) =>
        `let ${name}_${v} = subgroupBroadcast(${name}_own${Math.floor(v / subgroupSize)}, ${v % subgroupSize}u);`,
    );
    const at = (i: number, p: number): string =>
      vectors === 'inner'
        ? `${name}_${i * perLine + (p >> 2)}[${p % VECTOR}]`
        : `${name}_${p * perLine + (i >> 2)}[${i % VECTOR}]`;
    return {
      prepare: loads
        .map(
          (q) => `var ${name}_start${q} = 0u;
  { let ${name}_vector = min(${q * subgroupSize}u + lane, ${count - 1}u); ${name}_start${q} = ${position}; }`,
        )
        .join('\n  '),
      fill: '',
      load: [
        ...loads.map((q) => `let ${name}_own${q} = ${buffer}[${name}_start${q} + ${perRound}];`),
        ...broadcasts,
      ].join('\n    '),
      at,
      vector: (i, p) => (vectors === 'outer' ? `${name}_${p * perLine + (i >> 2)}` : vectorOf(i, p, at)),
    };
  };
