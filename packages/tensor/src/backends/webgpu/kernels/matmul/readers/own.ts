import { positionExpression, range } from '../../../shader.ts';
import { VECTOR } from '../product.ts';
import { position, vectorOf } from './text.ts';
import type { MakeReader } from './reader.ts';

/** Each invocation loads all that it needs from storage, by vectors along whichever axis is contiguous. */
export const own: MakeReader = (shader, { operand, vectors, outerLength, ...factor }, side) => {
  const { name, outer, tile } = side;
  const start = positionExpression(factor.batches, { index: 'z' });
  const place = (i: number): string => position(outer, i, tile, outerLength);
  const each = (count: number, statement: (i: number) => string): string =>
    range(count).map(statement).join('\n    ');

  if (vectors === 'inner') {
    const buffer = shader.read(operand.value, 'vec4f');
    const at = (i: number, p: number): string => `${name}_${i}_${p >> 2}[${p % VECTOR}]`;
    return {
      prepare: each(
        tile,
        (i) => `let ${name}_start${i} = (${start} + ${place(i)} * ${factor.outerStride}u) / 4u;`,
      ),
      load: (first, count) =>
        each(tile, (i) =>
          each(count / VECTOR, (n) => {
            const u = first / VECTOR + n;
            return `let ${name}_${i}_${u} = ${buffer(`${name}_start${i} + p / 4u + ${u}u`)};`;
          }),
        ),
      at,
      vector: (i, p) => vectorOf(i, p, at),
    };
  }
  if (vectors === 'outer' && tile % VECTOR === 0) {
    const buffer = shader.read(operand.value, 'vec4f');
    return {
      prepare: each(tile / VECTOR, (q) => `let ${name}_start${q} = (${start} + ${place(VECTOR * q)}) / 4u;`),
      load: (first, count) =>
        each(count, (n) =>
          each(
            tile / VECTOR,
            (q) =>
              `let ${name}_${first + n}_${q} = ${buffer(`${name}_start${q} + (p + ${first + n}u) * ${factor.innerStride / VECTOR}u`)};`,
          ),
        ),
      at: (i, p) => `${name}_${p}_${i >> 2}[${i % VECTOR}]`,
      vector: (i, p) => `${name}_${p}_${i >> 2}`,
    };
  }
  const buffer = shader.read(operand.value);
  const at = (i: number, p: number): string => `${name}_${i}_${p}`;
  return {
    prepare: each(tile, (i) => `let ${name}_start${i} = ${start} + ${place(i)} * ${factor.outerStride}u;`),
    load: (first, count) =>
      each(tile, (i) =>
        each(
          count,
          (n) =>
            `let ${name}_${i}_${first + n} = ${buffer(`${name}_start${i} + (p + ${first + n}u) * ${factor.innerStride}u`)};`,
        ),
      ),
    at,
    vector: (i, p) => vectorOf(i, p, at),
  };
};
