import { positionExpression, range } from '../../../shader.ts';
import { VECTOR } from '../product.ts';
import { sharedLines } from '../tile.ts';
import { position, vectorOf } from './text.ts';
import type { MakeReader } from './reader.ts';

/**
 * The members of a slice copy the part of the factor that their tiles need into workgroup memory, each round's while the one before is computed with, and
 * each reads its tile there. What the lanes read at once lies side by side: vectors of a tile lie `lanes` apart. The factor must have vectors, and the
 * round be a multiple of four, the tile as well.
 */
export const shared: MakeReader = (shader, { operand, vectors, outerLength, ...factor }, side) => {
  const { name, outer, tile, lanes, lane, members, slices, step } = side;
  const buffer = shader.read(operand.value, 'vec4f');
  const batch = positionExpression(factor.batches, { index: 'z' });
  const steps = step / VECTOR;
  const byInner = vectors === 'inner';
  const { pitch: line, size } = sharedLines(vectors, tile * lanes, step);
  const count = (tile * lanes * step) / VECTOR;
  shader.define(`var<workgroup> ${name}_tile: array<vec4f, ${size * slices}>;`);
  const part = slices > 1 ? `slice * ${size}u + ` : '';
  const turned = (i: string, perLane: number): string =>
    perLane === 1 ? i : `(${i} % ${perLane}u * ${lanes}u + ${i} / ${perLane}u)`;

  const loads = range(Math.ceil(count / members));
  const whole = count % members === 0;
  const prepare = loads.map((load) => {
    const v = `${name}_v${load}`;
    const [start, place] = byInner
      ? [
          `(${batch} + ${position(`${name}_first`, `(${v} / ${steps}u)`, tile, outerLength)} * ${factor.outerStride}u) / 4u + ${v} % ${steps}u`,
          `${turned(`(${v} / ${steps}u)`, tile)} * ${line}u + ${v} % ${steps}u`,
        ]
      : [
          `(${batch} + ${position(`${name}_first`, `(${v} % ${line}u * 4u)`, tile, outerLength)} + ${v} / ${line}u * ${factor.innerStride}u) / 4u`,
          `${v} / ${line}u * ${line}u + ${turned(`(${v} % ${line}u)`, tile / VECTOR)}`,
        ];
    const number = `member + ${load * members}u`;
    return `let ${v} = ${whole ? number : `min(${number}, ${count - 1}u)`};
  let ${name}_start${load} = ${start};
  let ${name}_place${load} = ${part}${place};`;
  });
  const perRound = byInner ? '/ 4u' : `* ${factor.innerStride / VECTOR}u`;
  const share = loads.map((load) => {
    const statement = `${name}_tile[${name}_place${load}] = ${name}_next${load};`;
    return (load + 1) * members <= count
      ? statement
      : `if (member < ${count - load * members}u) { ${statement} }`;
  });
  const at = (i: number, p: number): string =>
    byInner ? `${name}_${i}_${p >> 2}[${p % VECTOR}]` : `${name}_${p}_${i >> 2}[${i % VECTOR}]`;
  return {
    prepare: [`let ${name}_first = ${outer} - ${lane} * ${tile}u;`, ...prepare].join('\n  '),
    together: {
      fetch: (begin, p) =>
        loads
          .map(
            (load) => `${begin} ${name}_next${load} = ${buffer(`${name}_start${load} + ${p} ${perRound}`)};`,
          )
          .join('\n    '),
      share: share.join('\n    '),
    },
    load: (first, count) =>
      (byInner
        ? range(tile).flatMap((i) =>
            range(count / VECTOR)
              .map((u) => first / VECTOR + u)
              .map(
                (u) =>
                  `let ${name}_${i}_${u} = ${name}_tile[${part}(${i * lanes}u + ${lane}) * ${line}u + ${u}u];`,
              ),
          )
        : range(count)
            .map((p) => first + p)
            .flatMap((p) =>
              range(tile / VECTOR).map(
                (q) => `let ${name}_${p}_${q} = ${name}_tile[${part}${p * line + q * lanes}u + ${lane}];`,
              ),
            )
      ).join('\n    '),
    at,
    vector: (i, p) => (byInner ? vectorOf(i, p, at) : `${name}_${p}_${i >> 2}`),
  };
};
