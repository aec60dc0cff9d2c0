import type { MatmulStep, Value } from '../../../../plan/plan.ts';
import { defineProgram, wgslType } from '../../program.ts';
import { range, Shader, type Dispatch, type IndexText } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { productOf, VECTOR } from './product.ts';
import { broadcast } from './readers/broadcast.ts';
import { own } from './readers/own.ts';
import type { MakeReader } from './readers/reader.ts';
import { shared } from './readers/shared.ts';
import { position } from './readers/text.ts';
import { fitted } from './tile.ts';

/** Each invocation keeps a tile of the result in registers while it goes along K. */
export function matmul(step: MatmulStep, values: readonly Value[], target: Target): Dispatch[] {
  const shader = new Shader(values);
  const product = productOf(step);
  const { batch, rows: m, columns: n, inner: k } = product;
  const tile = fitted(target.tile(product), product);
  const lanes = tile.rowLanes * tile.columnLanes;
  const workgroupSize = lanes * tile.slices;
  const width = n % VECTOR === 0 ? VECTOR : 1;
  const epilogue = defineProgram(shader, step.epilogue, values, values[step.output]!, width);

  const also = step.also && {
    program: defineProgram(shader, step.also.program, values, values[step.also.output]!, width, 'also'),
    buffer: shader.write(step.also.output, wgslType('f32', width)),
  };

  const readers: Record<typeof tile.reads, { left: MakeReader; right: MakeReader }> = {
    own: { left: own, right: own },
    broadcast: { left: broadcast(target.traits.subgroupSize ?? 1), right: own },
    shared: { left: shared, right: shared },
  };
  const { left: makeLeft, right: makeRight } = readers[tile.reads];
  const common = { members: lanes, slices: tile.slices, step: tile.step };
  const left = makeLeft(shader, product.left, {
    ...common,
    name: 'a',
    outer: 'row',
    tile: tile.rows,
    lanes: tile.rowLanes,
    lane: 'row_lane',
  });
  const right = makeRight(shader, product.right, {
    ...common,
    name: 'b',
    outer: 'column',
    tile: tile.columns,
    lanes: tile.columnLanes,
    lane: 'column_lane',
  });

  const rows = range(tile.rows);
  const vectors = range(tile.columns / VECTOR);
  const sums = rows.flatMap((i) => vectors.map((q) => `sum${i}_${q}`));
  const multiply = (p: number): string[] => [
    ...vectors.map((q) => `let b_vector${p}_${q} = ${right.vector(q * VECTOR, p)};`),
    ...rows.flatMap((i) =>
      vectors.map((q) => `sum${i}_${q} = fma(vec4f(${left.at(i, p)}), b_vector${p}_${q}, sum${i}_${q});`),
    ),
  ];
  const atOnce = Math.min(VECTOR, tile.step);
  const products = range(tile.step / atOnce).flatMap((n) => [
    left.load(n * atOnce, atOnce),
    right.load(n * atOnce, atOnce),
    ...range(atOnce).flatMap((i) => multiply(n * atOnce + i)),
  ]);
  const rowAt = (i: number): string => `(z * ${m}u + ${position('row', i, tile.rows, m)})`;
  const columnAt = (j: number): string => position('column', j, tile.columns, n);
  const elementAt = (i: number, j: number): IndexText => {
    const split = { row: rowAt(i), column: columnAt(j), columns: n };
    return { index: `(${split.row} * ${n}u + ${split.column})`, split };
  };
  // What is the same in all rows is loaded once for all of the tile.
  const columns = range(tile.columns).filter((j) => j % width === 0);
  const given = epilogue.inputs.map((input) => input.sameInRows(m, n));
  const loaded = epilogue.inputs.flatMap((input, x) =>
    columns.filter(() => given[x]).map((j) => `let given${x}_${j} = ${input.at(elementAt(0, j))};`),
  );
  const store = (i: number, j: number): string => {
    const element = elementAt(i, j);
    const sum = `sum${i}_${Math.floor(j / VECTOR)}${width === 1 ? `[${j % VECTOR}]` : ''}`;
    const inputs = epilogue.inputs.map((input, x) => (given[x] ? `given${x}_${j}` : input.at(element)));
    const finished = epilogue.call(element.index, inputs, sum);
    const place = `${element.index} / ${width}u`;
    if (!also) return `out[${place}] = ${finished};`;
    const y = `y${i}_${j}`;
    const made = also.program.call(
      element.index,
      also.program.inputs.map(() => y),
    );
    return `let ${y} = ${finished}; out[${place}] = ${y}; ${also.buffer}[${place}] = ${made};`;
  };
  const together = [left, right].flatMap((reader) => reader.together ?? []);
  const each = (text: (reader: (typeof together)[number]) => string): string =>
    together.map(text).join('\n    ');
  if (tile.slices > 1) shader.define(`var<workgroup> parts: array<vec4f, ${workgroupSize}>;`);
  const length = k / tile.slices;
  const stored = [...loaded, ...rows.flatMap((i) => columns.map((j) => store(i, j)))].join('\n    ');
  const from = tile.slices > 1 ? ` + slice * ${length}u` : '';
  // The next round's numbers are on their way while this one's are multiplied.
  const exchange = `workgroupBarrier();
    ${each(({ share }) => share)}
    workgroupBarrier();
    let next = min(round + ${tile.step}u, ${length - tile.step}u)${from};
    ${each(({ fetch }) => fetch('', 'next'))}`;
  const body = `  let slice = local / ${lanes}u;
  let member = local % ${lanes}u;
  let row_lane = member / ${tile.columnLanes}u;
  let column_lane = member % ${tile.columnLanes}u;
  let row = (workgroup.y * ${tile.rowLanes}u + row_lane) * ${tile.rows}u;
  let column = (workgroup.x * ${tile.columnLanes}u + column_lane) * ${tile.columns}u;
  let z = workgroup.z;
  ${left.prepare}
  ${right.prepare}
  ${sums.map((sum) => `var ${sum} = vec4f();`).join(' ')}
  ${each(({ fetch }) => fetch('var', `(0u${from})`))}
  for (var round = 0u; round < ${length}u; round += ${tile.step}u) {
    let p = round${from};
    ${together.length > 0 ? exchange : ''}
    ${products.join('\n    ')}
  }
  ${tile.slices > 1 ? `${sums.map((sum) => addSlices(sum, lanes, tile.slices)).join('\n  ')}\n  if (local >= ${lanes}u) { return; }` : ''}
  if (row < ${m}u && column < ${n}u) {
    ${stored}
  }`;
  return [
    shader.finish(step.output, body, {
      workgroupSize,
      workgroups: [
        Math.ceil(n / (tile.columns * tile.columnLanes)),
        Math.ceil(m / (tile.rows * tile.rowLanes)),
        batch,
      ],
      element: wgslType('f32', width),
    }),
  ];
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
