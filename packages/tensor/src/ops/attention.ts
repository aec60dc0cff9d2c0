import type { Expression } from '../graph/expression.ts';
import type { Draw, KernelOp, SampleInput } from '../graph/op.ts';
import { formatShape, sameShape, type NumericArray, type Shape, type Spec } from '../graph/shape.ts';

export interface AttentionAttrs {
  readonly heads: number;
}

/**
 * softmax(Q·Kᵀ/√headSize + bias)·V for each head (Vaswani et al. 2017), as one op so that no matrix of tokens × tokens has to be in memory:
 * q [rows, queries, hidden], k and v [rows, tokens, hidden], bias [rows, tokens] → [rows, queries, hidden]. Head h has the columns from
 * h·headSize on, headSize = hidden/heads.
 */
export const attention: KernelOp<AttentionAttrs> = {
  kind: 'kernel',
  name: 'attention',
  infer: ([q, k, v, bias], attrs) => inferAttention('attention', { q: q!, k: k!, v: v!, bias: bias! }, attrs),
  reference({ inputs, shapes, attrs, output }) {
    const [q, k, v, bias] = inputs as [NumericArray, NumericArray, NumericArray, NumericArray];
    const sizes = sizesOf(shapes, attrs);
    output.fill(0);
    forEachQuery(sizes, ({ query, key, biasAt, columns }) => {
      const probabilities = attend({ q, k, bias }, sizes, query, key, biasAt);
      for (const [j, p] of probabilities.entries()) {
        for (let d = 0; d < columns; d++) output[query + d]! += p * v[key(j) + d]!;
      }
    });
  },
  vjp: ({ inputs: [q, k, v, bias], attrs: { heads }, dy }) => {
    const [rows, queries] = q!.shape as [number, number, number];
    const tokens = k!.shape[1]!;
    const gradients = (): Expression => q!.attentionGrad(k!, v!, bias!, dy, heads);
    const part = (start: number, length: number, shape: Shape) => (): Expression =>
      gradients().slice(0, start, length).reshape(shape);
    const [perQuery, perToken] = [rows * queries, rows * tokens];
    return [
      part(0, perQuery, q!.shape),
      part(perQuery, perToken, k!.shape),
      part(perQuery + perToken, perToken, v!.shape),
      () => slopes(compose(q!, k!, v!, bias!, heads), dy, heads).sum([1, 2]),
    ];
  },
  decompose: ([q, k, v, bias], { heads }) => {
    const { probabilities, values } = compose(q!, k!, v!, bias!, heads);
    return mergedHeads(probabilities.matmul(values));
  },
  sample: (draw) => sampleAttention(draw),
};

/** Shape rule of attention and of its gradient. */
export function inferAttention(
  name: string,
  { q, k, v, bias }: Readonly<Record<'q' | 'k' | 'v' | 'bias', Spec>>,
  { heads }: AttentionAttrs,
): Spec {
  const shapes = [q, k, v, bias].map(({ shape }) => formatShape(shape)).join(', ');
  const [rows, tokens] = [q.shape[0]!, k.shape[1]!];
  const dtypes = [q, k, v, bias].map(({ dtype }) => dtype);
  if (dtypes.some((dtype) => dtype !== 'f32'))
    throw new RangeError(`${name}: expected f32, got ${dtypes.join(', ')}`);
  const fits =
    q.shape.length === 3 &&
    sameShape(k.shape, [rows, tokens, q.shape[2]!]) &&
    sameShape(v.shape, k.shape) &&
    sameShape(bias.shape, [rows, tokens]) &&
    tokens > 0;
  if (!fits)
    throw new RangeError(
      `${name}: expected q [rows, queries, hidden], k and v [rows, tokens, hidden] and bias [rows, tokens], got ${shapes}`,
    );
  if (!Number.isSafeInteger(heads) || heads < 1 || q.shape[2]! % heads !== 0)
    throw new RangeError(`${name}: ${heads} heads do not divide a hidden size of ${q.shape[2]}`);
  return { shape: q.shape, dtype: 'f32' };
}

export interface AttentionSizes {
  readonly rows: number;
  readonly queries: number;
  readonly tokens: number;
  readonly hidden: number;
  readonly heads: number;
}

export function sizesOf(shapes: readonly Shape[], { heads }: AttentionAttrs): AttentionSizes {
  const [rows, queries, hidden] = shapes[0] as [number, number, number];
  return { rows, queries, hidden, heads, tokens: shapes[1]![1]! };
}

/** Where the numbers of one head of a query lie. */
export interface QueryPlace {
  /** In q and what is shaped like it. */
  readonly query: number;
  /** Of token j, in k and what is shaped like it. */
  readonly key: (j: number) => number;
  /** Of the row's first token, in bias. */
  readonly biasAt: number;
  /** The head's size. */
  readonly columns: number;
}

export function forEachQuery(
  { rows, queries, tokens, hidden, heads }: AttentionSizes,
  visit: (place: QueryPlace) => void,
): void {
  const columns = hidden / heads;
  for (let row = 0; row < rows; row++) {
    for (let first = 0; first < hidden; first += columns) {
      const key = (j: number): number => (row * tokens + j) * hidden + first;
      for (let i = 0; i < queries; i++) {
        visit({ query: (row * queries + i) * hidden + first, key, biasAt: row * tokens, columns });
      }
    }
  }
}

/** With which probability a head of a query attends to each token. */
export function attend(
  { q, k, bias }: Readonly<Record<'q' | 'k' | 'bias', NumericArray>>,
  { tokens, hidden, heads }: AttentionSizes,
  query: number,
  key: (j: number) => number,
  biasAt: number,
): Float64Array {
  const headSize = hidden / heads;
  const scores = Float64Array.from({ length: tokens }, (_, j) => {
    let dot = 0;
    for (let d = 0; d < headSize; d++) dot += q[query + d]! * k[key(j) + d]!;
    return dot / Math.sqrt(headSize) + bias[biasAt + j]!;
  });
  const largest = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** Attention by simpler ops; tensors of heads are [rows, heads, tokens, headSize]. */
export interface ComposedAttention {
  readonly queries: Expression;
  readonly keys: Expression;
  readonly values: Expression;
  /** [rows, heads, queries, tokens] */
  readonly probabilities: Expression;
  /** 1/√headSize */
  readonly scale: number;
}

export function compose(
  q: Expression,
  k: Expression,
  v: Expression,
  bias: Expression,
  heads: number,
): ComposedAttention {
  const [queries, keys, values] = [q, k, v].map((x) => splitHeads(x, heads)) as [
    Expression,
    Expression,
    Expression,
  ];
  const [rows, tokens] = bias.shape as [number, number];
  const scale = 1 / Math.sqrt(q.shape[2]! / heads);
  const scores = queries.matmul(keys.transpose()).mul(scale);
  return {
    queries,
    keys,
    values,
    scale,
    probabilities: scores.add(bias.reshape([rows, 1, 1, tokens])).softmax(),
  };
}

/** The gradient of the scores [rows, heads, queries, tokens], before they are scaled and after bias is added. */
export function slopes(
  { values, probabilities }: ComposedAttention,
  dy: Expression,
  heads: number,
): Expression {
  return probabilities.softmaxGrad(splitHeads(dy, heads).matmul(values.transpose()));
}

/** [rows, tokens, hidden] → [rows, heads, tokens, headSize] */
export function splitHeads(x: Expression, heads: number): Expression {
  const [rows, tokens, hidden] = x.shape as [number, number, number];
  return x.reshape([rows, tokens, heads, hidden / heads]).permute([0, 2, 1, 3]);
}

/** [rows, heads, tokens, headSize] → [rows, tokens, hidden] */
export function mergedHeads(x: Expression): Expression {
  const [rows, heads, tokens, headSize] = x.shape as [number, number, number, number];
  return x.permute([0, 2, 1, 3]).reshape([rows, tokens, heads * headSize]);
}

/** Operands of all sizes: heads and tokens that fill no vector, more queries than are computed at once, one query for all tokens. */
export function sampleAttention(draw: Draw): { inputs: SampleInput[]; attrs: AttentionAttrs } {
  const [rows, heads, headSize] = [draw.int(1, 2), draw.int(1, 3), draw.int(1, 10)];
  const [queries, tokens] = [draw.int(1, 37), draw.int(1, 37)];
  const hidden = heads * headSize;
  return {
    inputs: [
      { shape: [rows, queries, hidden] },
      { shape: [rows, tokens, hidden] },
      { shape: [rows, tokens, hidden] },
      { shape: [rows, tokens] },
    ],
    attrs: { heads },
  };
}
