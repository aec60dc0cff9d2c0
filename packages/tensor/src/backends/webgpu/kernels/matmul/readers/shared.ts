import { positionExpression, range } from '../../../shader.ts';
import { VECTOR } from '../product.ts';
import { position } from './text.ts';
import type { MakeReader } from './reader.ts';

/**
 * The workgroup copies the part of the factor that its tiles need into workgroup memory, as vectors along the outer axis, and each invocation reads its
 * tile there. The factor must have vectors, and the round and the tile be multiples of four.
 */
export const shared: MakeReader = (shader, { operand, vectors, outerLength, ...factor }, side) => {
  const { name, outer, tile, lanes, workgroupSize, step } = side;
  const buffer = shader.read(operand.value, 'vec4f');
  const start = positionExpression(factor.batches, { index: 'z' });
  const width = (tile * lanes) / VECTOR;
  shader.define(`var<workgroup> ${name}_tile: array<vec4f, ${width * step}>;`);
  const each = (count: number, statements: string): string =>
    `for (var v = local; v < ${count}u; v += ${workgroupSize}u) {\n      ${statements}\n    }`;
  const columns = range(VECTOR);
  const fill =
    vectors === 'outer'
      ? each(
          width * step,
          `${name}_tile[v] = ${buffer}[(${start} + ${position(`${name}_first`, `v % ${width}u * 4u`, tile, outerLength)} + (p + v / ${width}u) * ${factor.innerStride}u) / 4u];`,
        )
      : // Four vectors along K are turned into four along the outer axis.
        each(
          (width * step) / VECTOR,
          `let along = v % ${step / VECTOR}u;
      let across = v / ${step / VECTOR}u;
      ${columns
        .map(
          (i) =>
            `let from${i} = ${buffer}[(${start} + ${position(`${name}_first`, `(across * 4u + ${i}u)`, tile, outerLength)} * ${factor.outerStride}u + p) / 4u + along];`,
        )
        .join('\n      ')}
      ${columns
        .map(
          (p) =>
            `${name}_tile[(along * 4u + ${p}u) * ${width}u + across] = vec4f(${columns.map((i) => `from${i}[${p}]`).join(', ')});`,
        )
        .join('\n      ')}`,
        );
  const vector = (i: number, p: number): string => `${name}_${p}_${i >> 2}`;
  return {
    prepare: `let ${name}_lane = (${outer} % ${tile * lanes}u) / 4u;\n  let ${name}_first = ${outer} - ${name}_lane * 4u;`,
    fill,
    load: range(step)
      .flatMap((p) =>
        range(tile / VECTOR).map(
          (q) => `let ${name}_${p}_${q} = ${name}_tile[${p * width + q}u + ${name}_lane];`,
        ),
      )
      .join('\n    '),
    at: (i, p) => `${vector(i, p)}[${i % VECTOR}]`,
    vector,
  };
};
