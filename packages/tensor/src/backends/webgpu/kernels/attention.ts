import { sizesOf, type AttentionAttrs, type AttentionSizes } from '../../../ops/attention.ts';
import type { KernelStep, Operand, Value } from '../../../plan/plan.ts';
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
  ${each((c) => `let q${c} = ${q}[query + ${c}u];`)}
  ${each((c) => `var sum${c} = ${head.zero};`)}
  var largest = ${LOWEST};
  var total = 0f;
  for (var j = 0u; j < ${sizes.tokens}u; j += ${KEYS}u) {
    ${scores(head, k!, bias)}
    ${renew}
    total = total * fade + dot(p, vec4f(1));
    ${each((c) => `sum${c} = sum${c} * fade + ${weighted('p', (n) => `${v}[key${n} + ${c}u]`)};`)}
  }
  ${each((c) => `out[query + ${c}u] = sum${c} / total;`)}`;
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups, element: head.element })];
}

/**
 * Its gradient, in two launches without atomics. The first goes through the keys of each query as attention does. With Pⱼ = exp(sⱼ − m)/l, t = dY·Vᵀ and D = Σ Pⱼtⱼ it sums up
 * dQ = (Σ PⱼtⱼKⱼ − D·Σ PⱼKⱼ)/√headSize, and leaves m + ln l and D of each query to the second, which goes through the queries of each key.
 */
export function attentionGrad({ attrs, operands, output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const head = headOf(operands, attrs as AttentionAttrs);
  return [queryGradients(head, operands, output, values), keyGradients(head, operands, output, values)];
}

function queryGradients(
  head: Head,
  operands: readonly Operand[],
  output: number,
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
  ${each((c) => `let q${c} = ${q}[query + ${c}u];`)}
  ${each((c) => `let dy${c} = ${dy}[query + ${c}u];`)}
  ${each((c) => `var a${c} = ${head.zero}; var b${c} = ${head.zero};`)}
  var largest = ${LOWEST};
  var total = 0f;
  var mean = 0f;
  for (var j = 0u; j < ${sizes.tokens}u; j += ${KEYS}u) {
    ${scores(head, k!, bias)}
    ${renew}
    let pt = p * vec4f(${range(KEYS)
      .map((n) => head.dot('dy', (c) => `${v}[key${n} + ${c}u]`))
      .join(', ')});
    total = total * fade + dot(p, vec4f(1));
    mean = mean * fade + dot(pt, vec4f(1));
    ${each((c) => {
      const column = (n: number): string => `key${n}_${c}`;
      return `${range(KEYS)
        .map((n) => `let ${column(n)} = ${k}[key${n} + ${c}u];`)
        .join(' ')}
    a${c} = a${c} * fade + ${weighted('pt', column)};
    b${c} = b${c} * fade + ${weighted('p', column)};`;
    })}
  }
  mean /= total;
  ${each((c) => `out[query + ${c}u] = (a${c} - mean * b${c}) * (${float(head.scale)} / total);`)}
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
  output: number,
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
  const body = `  let index = ${id} * ${WORKGROUP_SIZE}u + local;
  if (index >= ${rows * heads * tokens}u) { return; }
  let row = index / ${heads * tokens}u;
  let head = index / ${tokens}u % ${heads}u;
  let token = row * ${tokens}u + index % ${tokens}u;
  let key = token * ${hidden / width}u + head * ${head.parts}u;
  ${each((c) => `let k${c} = ${k}[key + ${c}u]; let v${c} = ${v}[key + ${c}u];`)}
  ${each((c) => `var dk${c} = ${head.zero}; var dv${c} = ${head.zero};`)}
  let own = ${bias}[token];
  for (var i = 0u; i < ${queries}u; i++) {
    let query = (row * ${queries}u + i) * ${hidden / width}u + head * ${head.parts}u;
    let known = 2u * ((row * ${heads}u + head) * ${queries}u + i);
    ${each((c) => `let q${c} = ${q}[query + ${c}u]; let dy${c} = ${dy}[query + ${c}u];`)}
    let p = exp(${head.dot('q', (c) => `k${c}`)} * ${float(head.scale)} + own - ${scratch}[known]);
    let slope = p * (${head.dot('dy', (c) => `v${c}`)} - ${scratch}[known + 1u]) * ${float(head.scale)};
    ${each((c) => `dk${c} += slope * q${c}; dv${c} += p * dy${c};`)}
  }
  ${each((c) => `out[${afterQueries}u + key + ${c}u] = dk${c}; out[${afterKeys}u + key + ${c}u] = dv${c};`)}`;
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
  readonly zero: string;
  /** Of them, in a head. */
  readonly parts: number;
  /** 1/√headSize */
  readonly scale: number;
  /** A statement for each part. */
  each(statement: (part: number) => string): string;
  /** The inner product of the variables `name0`, `name1`, … and of what `other` names. */
  dot(name: string, other: (part: number) => string): string;
}

function headOf(operands: readonly Operand[], attrs: AttentionAttrs): Head {
  const sizes = sizesOf(
    operands.map(({ layout }) => layout.shape),
    attrs,
  );
  const headSize = sizes.hidden / sizes.heads;
  const width = headSize % 4 === 0 ? 4 : 1;
  const parts = headSize / width;
  return {
    sizes,
    width,
    parts,
    element: width === 4 ? 'vec4f' : 'f32',
    zero: width === 4 ? 'vec4f()' : '0f',
    scale: 1 / Math.sqrt(headSize),
    each: (statement) => range(parts).map(statement).join('\n    '),
    dot: (name, other) =>
      `(${range(parts)
        .map((c) => (width === 4 ? `dot(${name}${c}, ${other(c)})` : `${name}${c} * ${other(c)}`))
        .join(' + ')})`,
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
  let keys = row * ${(tokens * hidden) / width}u + head * ${parts}u;`;
  return { workgroups, enter };
}

/** `s`, the scores of the keys from j on, and where the numbers of each begin; keys beyond the last have no weight. */
function scores({ sizes: { tokens, hidden }, width, scale, dot }: Head, k: string, bias: string): string {
  const overhangs = tokens % KEYS !== 0;
  const at = (n: number): string => (overhangs ? `min(j + ${n}u, ${tokens - 1}u)` : `j + ${n}u`);
  const score = (n: number): string => {
    const known = `${dot('q', (c) => `${k}[key${n} + ${c}u]`)} * ${float(scale)} + ${bias}[row * ${tokens}u + ${at(n)}]`;
    return overhangs ? `select(${LOWEST}, ${known}, j + ${n}u < ${tokens}u)` : known;
  };
  return `${range(KEYS)
    .map((n) => `let key${n} = keys + (${at(n)}) * ${hidden / width}u;`)
    .join('\n    ')}
    let s = vec4f(${range(KEYS).map(score).join(',\n      ')});`;
}

/** Renews the largest score; `fade` is what the sums so far shrink by, and `p` are the exponentials of the new scores. */
const renew = `let next = max(largest, max(max(s.x, s.y), max(s.z, s.w)));
    let fade = exp(largest - next);
    let p = exp(s - next);
    largest = next;`;

/** Σ of the vector's numbers times what `of` names for each key. */
function weighted(vector: string, of: (key: number) => string): string {
  return range(KEYS)
    .map((n) => `${vector}[${n}] * ${of(n)}`)
    .join(' + ');
}

/** Two numbers for each head of each query. */
function scratchElements({ rows, heads, queries }: AttentionSizes): number {
  return 2 * rows * heads * queries;
}

function range(length: number): number[] {
  return [...Array(length).keys()];
}
