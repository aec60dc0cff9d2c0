import { coalesce, type Layout } from '../../../graph/layout.ts';
import { sizeOf } from '../../../graph/shape.ts';
import type { MatmulStep, Operand, Value } from '../../../plan/plan.ts';
import { defineProgram } from '../program.ts';
import { positionExpression, Shader, type Dispatch } from '../shader.ts';

/** Invocations along each side of a workgroup. */
const SIDE = 8;
/** Rows and columns of the result that one invocation keeps in registers; also the length of a vector load. */
const TILE = 4;

/**
 * Each invocation computes a 4×4 tile of the result straight from storage, four inner products of a step at a time where K
 * allows it. Operands are read by vectors along whichever of their axes is contiguous. Tiles that overhang the result read its last
 * rows and columns again and write nothing there, so that the inner loop has no branches.
 */
export function matmul({ operands, epilogue, output }: MatmulStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  // The output may be a reshape of the product: the operands alone tell M, N and K.
  const [a, b] = operands;
  const [m, k] = [a.layout.shape.at(-2)!, a.layout.shape.at(-1)!];
  const n = b.layout.shape.at(-1)!;
  const batch = sizeOf(a.layout.shape.slice(0, -2));
  const step = k % TILE === 0 ? TILE : 1;
  defineProgram(shader, epilogue, values[output]!);

  // Both operands are seen as [batch, outer, K]: outer is a row of the result for A and a column for B.
  const left = loader(shader, a, {
    name: 'a',
    outer: 'row',
    outerAxis: -2,
    innerAxis: -1,
    outerLength: m,
    k,
  });
  const right = loader(shader, b, {
    name: 'b',
    outer: 'column',
    outerAxis: -1,
    innerAxis: -2,
    outerLength: n,
    k,
  });

  const rows = range(TILE);
  const products = range(step).flatMap((p) =>
    rows.map((i) => `sum${i} = fma(vec4f(${left.at(i, p)}), b${p}, sum${i});`),
  );
  const vectorStore = n % TILE === 0;
  const store = (i: number): string => {
    const index = `(z * ${m}u + row + ${i}u) * ${n}u + column`;
    const element = (j: number): string => `element(${index} + ${j}u, sum${i}[${j}])`;
    if (vectorStore) return `out[(${index}) / 4u] = vec4f(${rows.map(element).join(', ')});`;
    return rows
      .map((j) => `if (column + ${j}u < ${n}u) { out[${index} + ${j}u] = ${element(j)}; }`)
      .join('\n    ');
  };
  const body = `  let row = (workgroup.y * ${SIDE}u + local / ${SIDE}u) * ${TILE}u;
  let column = (workgroup.x * ${SIDE}u + local % ${SIDE}u) * ${TILE}u;
  let z = workgroup.z;
  if (row >= ${m}u || column >= ${n}u) { return; }
  ${left.prepare}
  ${right.prepare}
  ${rows.map((i) => `var sum${i} = vec4f();`).join(' ')}
  for (var p = 0u; p < ${k}u; p += ${step}u) {
    ${left.load(step)}
    ${right.load(step)}
    ${range(step)
      .map((p) => `let b${p} = vec4f(${rows.map((j) => right.at(j, p)).join(', ')});`)
      .join('\n    ')}
    ${products.join('\n    ')}
  }
  ${rows.map((i) => `if (row + ${i}u < ${m}u) {\n    ${store(i)}\n  }`).join('\n  ')}`;
  const side = SIDE * TILE;
  return [
    shader.finish(output, body, {
      workgroupSize: SIDE * SIDE,
      workgroups: [Math.ceil(n / side), Math.ceil(m / side), batch],
      element: vectorStore ? 'vec4f' : 'f32',
    }),
  ];
}

interface Loader {
  /** Statements before the loop over K. */
  readonly prepare: string;
  /** Statements that load `step` inner positions from p on, for the tile's four outer positions. */
  load(step: number): string;
  /** The loaded number at an outer position of the tile and an inner position of the step. */
  at(outer: number, inner: number): string;
}

interface Side {
  readonly name: string;
  readonly outer: string;
  readonly outerAxis: number;
  readonly innerAxis: number;
  readonly outerLength: number;
  readonly k: number;
}

function loader(shader: Shader, { value, layout }: Operand, side: Side): Loader {
  const { name, outer, outerLength, k } = side;
  const outerStride = layout.strides.at(side.outerAxis)!;
  const innerStride = layout.strides.at(side.innerAxis)!;
  const batches: Layout = {
    shape: layout.shape.slice(0, -2),
    strides: layout.strides.slice(0, -2),
    offset: layout.offset,
  };
  const tile = range(TILE);
  const start = positionExpression(batches, 'z');
  const aligned = [layout.offset, ...coalesce(batches).strides].every((number) => number % TILE === 0);

  if (aligned && innerStride === 1 && outerStride % TILE === 0 && k % TILE === 0) {
    const buffer = shader.read(value, 'vec4f');
    const position = (i: number): string =>
      `(${start} + min(${outer} + ${i}u, ${outerLength - 1}u) * ${outerStride}u) / 4u`;
    return {
      prepare: tile.map((i) => `let ${name}_start${i} = ${position(i)};`).join('\n  '),
      load: () => tile.map((i) => `let ${name}_${i} = ${buffer}[${name}_start${i} + p / 4u];`).join('\n    '),
      at: (i, p) => `${name}_${i}[${p}]`,
    };
  }
  if (aligned && outerStride === 1 && innerStride % TILE === 0 && outerLength % TILE === 0) {
    const buffer = shader.read(value, 'vec4f');
    return {
      prepare: `let ${name}_start = (${start} + ${outer}) / 4u;`,
      load: (step) =>
        range(step)
          .map((p) => `let ${name}_${p} = ${buffer}[${name}_start + (p + ${p}u) * ${innerStride / TILE}u];`)
          .join('\n    '),
      at: (i, p) => `${name}_${p}[${i}]`,
    };
  }
  const buffer = shader.read(value);
  return {
    prepare: tile
      .map(
        (i) =>
          `let ${name}_start${i} = ${start} + min(${outer} + ${i}u, ${outerLength - 1}u) * ${outerStride}u;`,
      )
      .join('\n  '),
    load: (step) =>
      tile
        .flatMap((i) =>
          range(step).map(
            (p) => `let ${name}_${i}_${p} = ${buffer}[${name}_start${i} + (p + ${p}u) * ${innerStride}u];`,
          ),
        )
        .join('\n    '),
    at: (i, p) => `${name}_${i}_${p}`,
  };
}

function range(length: number): number[] {
  return [...Array(length).keys()];
}
