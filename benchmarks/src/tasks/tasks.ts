import type { Draw, Ops, Task } from './library.ts';

/** Of BERT. */
export const layerNormEps = 1e-12;
const hidden = 768;
const heads = 12;

/** float32 has 24 bits; sums of some thousand terms and the approximations of erf and exp cost some of them. */
const single = 1e-5;
/** Errors of one block go through those after it: what the fixtures of Captum are held to. */
const throughBlocks = 1e-4;

type Op = <Array>(ops: Ops<Array>, inputs: Readonly<Record<string, Array>>) => Array;

/** An op and the gradient of its first input. */
function withGradient(what: string, inputs: Readonly<Record<string, Draw>>, op: Op): Task[] {
  const { shape } = inputs.x!;
  const common = { shape: shape.join('×'), tolerance: single };
  return [
    { ...common, what, inputs, compute: op },
    {
      ...common,
      what: `${what}, gradient`,
      inputs: { ...inputs, dy: { shape } },
      compute: (ops, { dy, ...given }) =>
        ops.gradients(([x]) => op(ops, { ...given, x: x! }), [given.x!], dy!)[0]!,
    },
  ];
}

/** What stands between the products, at the shapes of BERT-base: 800 tokens, attention's matrices of 128 tokens. */
export const rowTasks: readonly Task[] = [
  ...withGradient('softmax', { x: { shape: [10 * heads, 128, 128], spread: 4 } }, (ops, { x }) =>
    ops.softmax(x!),
  ),
  ...withGradient(
    'layer norm',
    {
      x: { shape: [800, hidden], spread: 2 },
      gamma: { shape: [hidden], offset: 1 },
      beta: { shape: [hidden] },
    },
    (ops, { x, gamma, beta }) => ops.layerNorm(x!, gamma!, beta!),
  ),
  ...withGradient('gelu', { x: { shape: [800, 4 * hidden], spread: 4 } }, (ops, { x }) => ops.gelu(x!)),
];

/** Attention of BERT-base; its gradient is that of q, k and v, added up. */
export function attentionTasks(rows: number, tokens: number): Task[] {
  const shape = [rows, tokens, hidden];
  const inputs = { q: { shape, spread: 2 }, k: { shape, spread: 2 }, v: { shape } };
  const common = { shape: shape.join('×'), tolerance: single };
  return [
    {
      ...common,
      what: 'attention',
      inputs,
      compute: (ops, { q, k, v }) => ops.attention(q!, k!, v!, heads),
    },
    {
      ...common,
      what: 'attention, gradient',
      inputs: { ...inputs, dy: { shape } },
      compute(ops, { q, k, v, dy }) {
        const [dq, dk, dv] = ops.gradients(
          ([a, b, c]) => ops.attention(a!, b!, c!, heads),
          [q!, k!, v!],
          dy!,
        );
        return ops.add(ops.add(dq!, dk!), dv!);
      },
    },
  ];
}

/** Encoder blocks of BERT-base, forward, and the gradient of what goes in. */
export function encoderTask(blocks: number, rows: number, tokens: number): Task {
  const shape = [rows, tokens, hidden];
  const weights = Array.from({ length: blocks }, (_, n) => blockWeights(n));
  return {
    what: blocks === 1 ? 'a block and its input gradient' : `${blocks} blocks and their input gradient`,
    shape: shape.join('×'),
    inputs: { x: { shape }, ...Object.assign({}, ...weights), dy: { shape } },
    tolerance: throughBlocks,
    compute(ops, { x, dy, ...given }) {
      const encoder = ([first]: readonly (typeof x)[]) =>
        weights.reduce((state, _, n) => block(ops, given, n, state!), first);
      return ops.gradients((xs) => encoder(xs)!, [x!], dy!)[0]!;
    },
  };
}

const linears: Readonly<Record<string, readonly [number, number]>> = {
  query: [hidden, hidden],
  key: [hidden, hidden],
  value: [hidden, hidden],
  attended: [hidden, hidden],
  intermediate: [4 * hidden, hidden],
  output: [hidden, 4 * hidden],
};
const norms = ['attendedNorm', 'outputNorm'];

function blockWeights(n: number): Record<string, Draw> {
  return Object.fromEntries([
    ...Object.entries(linears).flatMap(([name, [out, width]]): [string, Draw][] => [
      [`${n}.${name}.weight`, { shape: [out, width], spread: 0.06 }],
      [`${n}.${name}.bias`, { shape: [out], spread: 0.1 }],
    ]),
    ...norms.flatMap((name): [string, Draw][] => [
      [`${n}.${name}.gamma`, { shape: [hidden], spread: 0.2, offset: 1 }],
      [`${n}.${name}.beta`, { shape: [hidden], spread: 0.1 }],
    ]),
  ]);
}

function block<Array>(ops: Ops<Array>, weights: Readonly<Record<string, Array>>, n: number, x: Array): Array {
  const linear = (name: string, input: Array): Array =>
    ops.linear(input, weights[`${n}.${name}.weight`]!, weights[`${n}.${name}.bias`]!);
  const norm = (name: string, input: Array): Array =>
    ops.layerNorm(input, weights[`${n}.${name}.gamma`]!, weights[`${n}.${name}.beta`]!);
  const context = ops.attention(linear('query', x), linear('key', x), linear('value', x), heads);
  const attended = norm('attendedNorm', ops.add(linear('attended', context), x));
  const intermediate = ops.gelu(linear('intermediate', attended));
  return norm('outputNorm', ops.add(linear('output', intermediate), attended));
}
