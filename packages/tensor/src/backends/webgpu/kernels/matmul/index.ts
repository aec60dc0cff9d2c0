import type { MatmulStep, Value } from '../../../../plan/plan.ts';
import { defineProgram } from '../../program.ts';
import { Shader, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { productOf, VECTOR } from './product.ts';
import { broadcast } from './readers/broadcast.ts';
import { own } from './readers/own.ts';
import type { MakeReader } from './readers/reader.ts';
import { shared } from './readers/shared.ts';
import { range } from './readers/text.ts';
import { fitted } from './tile.ts';

/**
 * Each invocation keeps a tile of the result in registers while it goes along K. Tiles that overhang the result read its last rows and columns
 * again and write nothing there, so that the loop has no branches.
 */
export function matmul(step: MatmulStep, values: readonly Value[], target: Target): Dispatch[] {
  const shader = new Shader(values);
  const product = productOf(step);
  const { batch, rows: m, columns: n, inner: k } = product;
  const tile = fitted(target.tile(product), product);
  const lanes = tile.rowLanes * tile.columnLanes;
  const workgroupSize = lanes * tile.slices;
  defineProgram(shader, step.epilogue, values[step.output]!);

  const readers: Record<typeof tile.reads, { left: MakeReader; right: MakeReader }> = {
    own: { left: own, right: own },
    broadcast: { left: broadcast(target.subgroupSize ?? 1), right: own },
    shared: { left: shared, right: shared },
  };
  const { left: makeLeft, right: makeRight } = readers[tile.reads];
  const common = { workgroupSize, step: tile.step };
  const left = makeLeft(shader, product.left, {
    ...common,
    name: 'a',
    outer: 'row',
    tile: tile.rows,
    lanes: tile.rowLanes,
  });
  const right = makeRight(shader, product.right, {
    ...common,
    name: 'b',
    outer: 'column',
    tile: tile.columns,
    lanes: tile.columnLanes,
  });

  const rows = range(tile.rows);
  const vectors = range(tile.columns / VECTOR);
  const sums = rows.flatMap((i) => vectors.map((q) => `sum${i}_${q}`));
  const products = range(tile.step).flatMap((p) => [
    ...vectors.map((q) => `let b_vector${p}_${q} = ${right.vector(q * VECTOR, p)};`),
    ...rows.flatMap((i) =>
      vectors.map((q) => `sum${i}_${q} = fma(vec4f(${left.at(i, p)}), b_vector${p}_${q}, sum${i}_${q});`),
    ),
  ]);
  const vectorStore = n % VECTOR === 0;
  const store = (i: number, q: number): string => {
    const column = `column + ${q * VECTOR}u`;
    const index = `(z * ${m}u + row + ${i}u) * ${n}u + ${column}`;
    const element = (j: number): string => `element(${index} + ${j}u, sum${i}_${q}[${j}])`;
    const there = `row + ${i}u < ${m}u && ${column}`;
    if (vectorStore)
      return `if (${there} < ${n}u) { out[(${index}) / 4u] = vec4f(${range(VECTOR).map(element).join(', ')}); }`;
    return range(VECTOR)
      .map((j) => `if (${there} + ${j}u < ${n}u) { out[${index} + ${j}u] = ${element(j)}; }`)
      .join('\n  ');
  };
  const barriers = left.fill !== '' || right.fill !== '';
  const fill = barriers
    ? `workgroupBarrier();\n    ${left.fill}\n    ${right.fill}\n    workgroupBarrier();`
    : '';
  if (tile.slices > 1) shader.define(`var<workgroup> parts: array<vec4f, ${workgroupSize}>;`);
  const length = k / tile.slices;
  const stored = rows.flatMap((i) => vectors.map((q) => store(i, q))).join('\n  ');
  const body = `  let lane_row = ${of('local', lanes, tile.slices)} / ${tile.columnLanes}u;
  let row = (workgroup.y * ${tile.rowLanes}u + lane_row) * ${tile.rows}u;
  let column = (workgroup.x * ${tile.columnLanes}u + local % ${tile.columnLanes}u) * ${tile.columns}u;
  let z = workgroup.z;
  ${left.prepare}
  ${right.prepare}
  ${sums.map((sum) => `var ${sum} = vec4f();`).join(' ')}
  for (var round = 0u; round < ${length}u; round += ${tile.step}u) {
    let p = round${tile.slices > 1 ? ` + local / ${lanes}u * ${length}u` : ''};
    ${fill}
    ${left.load}
    ${right.load}
    ${products.join('\n    ')}
  }
  ${tile.slices > 1 ? `${sums.map((sum) => addSlices(sum, lanes, tile.slices)).join('\n  ')}\n  if (local >= ${lanes}u) { return; }` : ''}
  ${stored}`;
  return [
    shader.finish(step.output, body, {
      workgroupSize,
      workgroups: [
        Math.ceil(n / (tile.columns * tile.columnLanes)),
        Math.ceil(m / (tile.rows * tile.rowLanes)),
        batch,
      ],
      element: vectorStore ? 'vec4f' : 'f32',
    }),
  ];
}

/** The lane within its slice. */
function of(local: string, lanes: number, slices: number): string {
  return slices > 1 ? `(${local} % ${lanes}u)` : local;
}

/** The first slice gets the sum of all, in their order. */
function addSlices(sum: string, lanes: number, slices: number): string {
  return `workgroupBarrier();
  parts[local] = ${sum};
  workgroupBarrier();
  if (local < ${lanes}u) { ${range(slices - 1)
    .map((slice) => `${sum} += parts[local + ${(slice + 1) * lanes}u];`)
    .join(' ')} }`;
}
