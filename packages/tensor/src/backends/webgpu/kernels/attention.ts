import { sizesOf, type AttentionAttrs, type AttentionSizes } from '../../../ops/attention.ts';
import type { KernelStep, Operand, Value, ValueId } from '../../../plan/plan.ts';
import { float, linearGrid, Shader, type Dispatch } from '../shader.ts';

/** Invocations of a workgroup; each does one head of one query, or of one key. */
const WORKGROUP_SIZE = 64;
/** Keys that a query looks at in one step of its loop: one vector of scores. */
const KEYS = 4;
/** Less than any score, and far enough from −∞ to be subtracted from. */
const LOWEST = '-3e38f';

/**
 * Attention without a matrix of tokens × tokens in memory: each invocation goes through the keys of its query once, and whenever a score is the largest so far scales down what it has
 * summed up (online softmax; Milakov and Gimelshein 2018, Dao et al. 2022).
 */
export function attention({ attrs, operands, output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  const head = headOf(operands, attrs as AttentionAttrs);
  const { each, sizes } = head;
  const [q, k, v] = operands.slice(0, 3).map(({ value }) => shader.read(value, head.element));
  const bias = shader.read(operands[3]!.value);
  const { workgroups, enter } = queriesOf(head);
  const body = `${enter}
  ${head.variables('own', 'sum')}
  ${each(`own[c] = ${q}[query + c];`)}
  var largest = ${LOWEST};
  var total = 0f;
  for (var j = 0u; j < ${sizes.tokens}u; j += ${KEYS}u) {
    ${scores(head, k!, bias)}
    total = total * fade + dot(p, vec4f(1));
    ${each(`sum[c] = sum[c] * fade + ${weighted('p', (n) => `${v}[key${n} + c]`)};`)}
  }
  ${each('out[query + c] = sum[c] / total;')}`;
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups, element: head.element })];
}

/**
 * Its gradient, in two launches without atomics. The first goes through the keys of each query as attention does. With Pⱼ = exp(sⱼ − m)/l, t = dY·Vᵀ and D = Σ Pⱼtⱼ it sums up
 * dQ = (Σ PⱼtⱼKⱼ − D·Σ PⱼKⱼ)/√headSize, and leaves m + ln l and D of each query to the second, which goes through the queries of each key.
 */
export function attentionGrad({ attrs, operands, output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const head = headOf(operands, attrs as AttentionAttrs);
  return [queryGradients, keyGradients].map((lower) => lower(head, operands, output, values));
}

function queryGradients(
  head: Head,
  operands: readonly Operand[],
  output: ValueId,
  values: readonly Value[],
): Dispatch {
  const shader = new Shader(values);
  const { each, sizes } = head;
  const [q, k, v] = operands.slice(0, 3).map(({ value }) => shader.read(value, head.element));
  const bias = shader.read(operands[3]!.value);
  const dy = shader.read(operands[4]!.value, head.element);
  const scratch = shader.scratch(scratchElements(sizes));
  const { workgroups, enter } = queriesOf(head);
  const body = `${enter}
  ${head.variables('own', 'slope', 'moved', 'plain')}
  ${each(`own[c] = ${q}[query + c]; slope[c] = ${dy}[query + c];`)}
  var largest = ${LOWEST};
  var total = 0f;
  var mean = 0f;
  for (var j = 0u; j < ${sizes.tokens}u; j += ${KEYS}u) {
    ${scores(head, k!, bias)}
    var pt = vec4f();
    ${each(`pt += ${head.products('slope[c]', (n) => `${v}[key${n} + c]`)};`)}
    pt *= p;
    total = total * fade + dot(p, vec4f(1));
    mean = mean * fade + dot(pt, vec4f(1));
    ${each(`${keys((n) => `let k${n} = ${k}[key${n} + c];`).join(' ')}
      moved[c] = moved[c] * fade + ${weighted('pt', (n) => `k${n}`)};
      plain[c] = plain[c] * fade + ${weighted('p', (n) => `k${n}`)};`)}
  }
  mean /= total;
  ${each(`out[query + c] = (moved[c] - mean * plain[c]) * (${float(head.scale)} / total);`)}
  ${scratch}[2u * index] = largest + log(total);
  ${scratch}[2u * index + 1u] = mean;`;
  return shader.finish(output, body, {
    workgroupSize: WORKGROUP_SIZE,
    workgroups,
    element: head.element,
  });
}

function keyGradients(
  head: Head,
  operands: readonly Operand[],
  output: ValueId,
  values: readonly Value[],
): Dispatch {
  const shader = new Shader(values);
  const { each, sizes, width } = head;
  const { rows, queries, tokens, hidden, heads } = sizes;
  const [q, k, v] = operands.slice(0, 3).map(({ value }) => shader.read(value, head.element));
  const bias = shader.read(operands[3]!.value);
  const dy = shader.read(operands[4]!.value, head.element);
  const scratch = shader.scratch(scratchElements(sizes));
  const { workgroups, id } = linearGrid(Math.ceil((rows * heads * tokens) / WORKGROUP_SIZE));
  const [afterQueries, afterKeys] = [rows * queries, rows * (queries + tokens)].map(
    (before) => (before * hidden) / width,
  );
  const product = (a: string, b: string): string => (width === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`);
  const body = `  let index = ${id} * ${WORKGROUP_SIZE}u + local;
  if (index >= ${rows * heads * tokens}u) { return; }
  let row = index / ${heads * tokens}u;
  let head = index / ${tokens}u % ${heads}u;
  let token = row * ${tokens}u + index % ${tokens}u;
  let key = token * ${hidden / width}u + head * ${head.parts}u;
  ${head.variables('own', 'value', 'dk', 'dv')}
  ${each(`own[c] = ${k}[key + c]; value[c] = ${v}[key + c];`)}
  let offset = ${bias}[token];
  for (var i = 0u; i < ${queries}u; i++) {
    let query = (row * ${queries}u + i) * ${hidden / width}u + head * ${head.parts}u;
    let known = 2u * ((row * ${heads}u + head) * ${queries}u + i);
    var s = 0f;
    var t = 0f;
    ${each(`s += ${product(`${q}[query + c]`, 'own[c]')}; t += ${product(`${dy}[query + c]`, 'value[c]')};`)}
    let p = exp(s * ${float(head.scale)} + offset - ${scratch}[known]);
    let slope = p * (t - ${scratch}[known + 1u]) * ${float(head.scale)};
    ${each(`dk[c] += slope * ${q}[query + c]; dv[c] += p * ${dy}[query + c];`)}
  }
  ${each(`out[${afterQueries}u + key + c] = dk[c]; out[${afterKeys}u + key + c] = dv[c];`)}`;
  return shader.finish(output, body, {
    workgroupSize: WORKGROUP_SIZE,
    workgroups,
    element: head.element,
  });
}

/** How the numbers of a head are read: by vectors of four where its size allows it. */
interface Head {
  readonly sizes: AttentionSizes;
  readonly width: 4 | 1;
  readonly element: 'vec4f' | 'f32';
  /** Of them, in a head. */
  readonly parts: number;
  /** 1/√headSize */
  readonly scale: number;
  /** Declares variables of a head's numbers, zeros at first. */
  variables(...names: readonly string[]): string;
  /** A statement for each part c: the loop's length is known, so that compilers unroll it and keep variables in registers. */
  each(statement: string): string;
  /** What part c of each key adds to the inner products with `own`, one vector. */
  products(own: string, ofKey: (key: number) => string): string;
}

function headOf(operands: readonly Operand[], attrs: AttentionAttrs): Head {
  const sizes = sizesOf(
    operands.map(({ layout }) => layout.shape),
    attrs,
  );
  const headSize = sizes.hidden / sizes.heads;
  const width = headSize % 4 === 0 ? 4 : 1;
  const parts = headSize / width;
  const element = width === 4 ? 'vec4f' : 'f32';
  return {
    sizes,
    width,
    parts,
    element,
    scale: 1 / Math.sqrt(headSize),
    variables: (...names) => names.map((name) => `var ${name}: array<${element}, ${parts}>;`).join(' '),
    each: (statement) => `for (var c = 0u; c < ${parts}u; c++) { ${statement} }`,
    products: (own, ofKey) =>
      width === 4
        ? `vec4f(${keys((n) => `dot(${own}, ${ofKey(n)})`).join(', ')})`
        : `${own} * vec4f(${keys(ofKey).join(', ')})`,
  };
}

/** An invocation for each head of each query: where its numbers begin. */
function queriesOf({ sizes: { rows, queries, hidden, heads, tokens }, width, parts }: Head) {
  const { workgroups, id } = linearGrid(Math.ceil((rows * heads * queries) / WORKGROUP_SIZE));
  const enter = `  let index = ${id} * ${WORKGROUP_SIZE}u + local;
  if (index >= ${rows * heads * queries}u) { return; }
  let row = index / ${heads * queries}u;
  let head = index / ${queries}u % ${heads}u;
  let query = (row * ${queries}u + index % ${queries}u) * ${hidden / width}u + head * ${parts}u;
  let first = row * ${(tokens * hidden) / width}u + head * ${parts}u;`;
  return { workgroups, enter };
}

/**
 * Looks at the keys from j on: `p` are the exponentials of their scores beside the largest so far, and `fade` is what sums over the keys before shrink by. Keys beyond the last have no
 * weight.
 */
function scores(
  { sizes: { tokens, hidden }, width, scale, each, products }: Head,
  k: string,
  bias: string,
): string {
  const overhangs = tokens % KEYS !== 0;
  const at = (n: number): string => (overhangs ? `min(j + ${n}u, ${tokens - 1}u)` : `(j + ${n}u)`);
  const known = `s * ${float(scale)} + vec4f(${keys((n) => `${bias}[row * ${tokens}u + ${at(n)}]`).join(', ')})`;
  const beyond = `j + vec4u(0, 1, 2, 3) >= vec4u(${tokens})`;
  return `${keys((n) => `let key${n} = first + ${at(n)} * ${hidden / width}u;`).join(' ')}
    var s = vec4f();
    ${each(`s += ${products('own[c]', (n) => `${k}[key${n} + c]`)};`)}
    s = ${overhangs ? `select(${known}, vec4f(${LOWEST}), ${beyond})` : known};
    let next = max(largest, max(max(s.x, s.y), max(s.z, s.w)));
    let fade = exp(largest - next);
    let p = exp(s - next);
    largest = next;`;
}

/** Σ of the vector's numbers times what `ofKey` names for each key. */
function weighted(vector: string, ofKey: (key: number) => string): string {
  return keys((n) => `${vector}[${n}] * ${ofKey(n)}`).join(' + ');
}

/** Text for each key that is looked at in one step. */
function keys(text: (key: number) => string): string[] {
  return Array.from({ length: KEYS }, (_, n) => text(n));
}

/** Two numbers for each head of each query. */
function scratchElements({ rows, heads, queries }: AttentionSizes): number {
  return 2 * rows * heads * queries;
}
