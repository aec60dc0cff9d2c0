import { sizesOf, type AttentionAttrs, type AttentionSizes } from '../../../ops/attention.ts';
import type { KernelStep, Operand, Value, ValueId } from '../../../plan/plan.ts';
import { float, linearGrid, Shader, type Dispatch } from '../shader.ts';

/** Invocations of a workgroup; each has some rows of one head to itself, and goes through the rows of the other side. */
const WORKGROUP_SIZE = 64;
/** Rows that an invocation has: what it loads of the other side serves all of them. */
const OWN = 4;
/** Rows of the other side that it looks at in one step: a vector of scores for each of its own. */
const OTHERS = 4;
/** Less than any score, and far enough from −∞ to be subtracted from. */
const LOWEST = '-3e38f';

/**
 * Attention without a matrix of tokens × tokens in memory: each invocation goes through the keys of its queries once, and whenever a score is the largest so far scales down what it
 * has summed up (online softmax; Milakov and Gimelshein 2018, Dao et al. 2022).
 */
export function attention({ attrs, operands, output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const kernel = new AttentionKernel(operands, attrs as AttentionAttrs, values, 'queries');
  return [
    kernel.finish(
      output,
      `${kernel.sums()}
  ${own((i) => `var largest${i} = ${LOWEST}; var total${i} = 0f;`)}
  ${kernel.others(`
    ${kernel.products({ s: ['q', 'k'] })}
    ${own((i) => `${renewed(i, kernel.scores(i))} total${i} = total${i} * fade${i} + dot(p${i}, vec4f(1));`)}
    ${kernel.add(
      'v',
      (i) => `sum${i}[c] * fade${i}`,
      (i) => `p${i}`,
    )}`)}
  ${kernel.store((i) => `sum${i}[c] / total${i}`)}`,
    ),
  ];
}

/**
 * Its gradient, without atomics. With Pⱼ = exp(sⱼ − m)/l and t = dY·Vᵀ the first launch leaves m + ln l and D = Σ Pⱼtⱼ of each query to the others, which sum up
 * dQ = Σ Pⱼ(tⱼ − D)Kⱼ/√headSize over the keys of a query, and dK = Σ Pᵢ(tᵢ − Dᵢ)Qᵢ/√headSize and dV = Σ Pᵢ·dYᵢ over the queries of a key.
 */
export function attentionGrad({ attrs, operands, output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const kernel = (side: Side) => new AttentionKernel(operands, attrs as AttentionAttrs, values, side);
  return [moments(kernel('queries'), output), ...weightedSums(kernel, output)];
}

function moments(kernel: AttentionKernel, output: ValueId): Dispatch {
  return kernel.finish(
    output,
    `${own((i) => `var largest${i} = ${LOWEST}; var total${i} = 0f; var mean${i} = 0f;`)}
  ${kernel.others(`
    ${kernel.products({ s: ['q', 'k'], t: ['dy', 'v'] })}
    ${own(
      (i) => `${renewed(i, kernel.scores(i))}
    total${i} = total${i} * fade${i} + dot(p${i}, vec4f(1));
    mean${i} = mean${i} * fade${i} + dot(p${i}, t${i});`,
    )}`)}
  ${own(
    (i) => `if (at + ${i}u < ${kernel.count}u) {
    ${kernel.moments}[2u * (line + at + ${i}u)] = largest${i} + log(total${i});
    ${kernel.moments}[2u * (line + at + ${i}u) + 1u] = mean${i} / total${i};
  }`,
  )}`,
  );
}

function weightedSums(kernelOf: (side: Side) => AttentionKernel, output: ValueId): Dispatch[] {
  const sum = (side: Side, weights: 'slopes' | 'probabilities', part: 0 | 1 | 2): Dispatch => {
    const kernel = kernelOf(side);
    const tensors: Record<Side, readonly [Rows, Rows]> = { queries: ['q', 'dy'], keys: ['k', 'v'] };
    const [[mine, value], [theirs, otherValue]] =
      side === 'queries' ? [tensors.queries, tensors.keys] : [tensors.keys, tensors.queries];
    const slopes = weights === 'slopes';
    return kernel.finish(
      output,
      `${kernel.sums()}
  ${kernel.others(`
    ${kernel.products({ s: [mine, theirs], ...(slopes && { t: [value, otherValue] }) })}
    ${own((i) => `let p${i} = ${kernel.probabilities(i)};`)}
    ${slopes ? own((i) => `let w${i} = p${i} * (t${i} - ${kernel.means(i)}) * ${float(kernel.scale)};`) : ''}
    ${kernel.add(
      slopes ? theirs : otherValue,
      (i) => `sum${i}[c]`,
      (i) => (slopes ? `w${i}` : `p${i}`),
    )}`)}
  ${kernel.store((i) => `sum${i}[c]`, part)}`,
    );
  };
  return [sum('queries', 'slopes', 0), sum('keys', 'slopes', 1), sum('keys', 'probabilities', 2)];
}

/** Whose rows the invocations have: those of the queries go through the keys, and the other way round. */
type Side = 'queries' | 'keys';

/** Tensors of rows, by their names in the formulas. */
type Rows = 'q' | 'k' | 'v' | 'dy';

/** The text that attention's kernels have in common. */
class AttentionKernel {
  /** 1/√headSize */
  readonly scale: number;
  /** Own rows of a head. */
  readonly count: number;
  readonly #shader: Shader;
  readonly #sizes: AttentionSizes;
  readonly #side: Side;
  readonly #operands: readonly Operand[];
  /** A head's numbers are read by vectors of four where its size allows it. */
  readonly #width: 4 | 1;
  readonly #element: 'vec4f' | 'f32';
  /** Of them, in a head. */
  readonly #parts: number;
  /** Rows of the other side. */
  readonly #otherCount: number;

  constructor(operands: readonly Operand[], attrs: AttentionAttrs, values: readonly Value[], side: Side) {
    const sizes = sizesOf(
      operands.map(({ layout }) => layout.shape),
      attrs,
    );
    const headSize = sizes.hidden / sizes.heads;
    this.#sizes = sizes;
    this.#side = side;
    this.#width = headSize % 4 === 0 ? 4 : 1;
    this.#element = this.#width === 4 ? 'vec4f' : 'f32';
    this.#parts = headSize / this.#width;
    this.scale = 1 / Math.sqrt(headSize);
    [this.count, this.#otherCount] =
      side === 'queries' ? [sizes.queries, sizes.tokens] : [sizes.tokens, sizes.queries];
    this.#shader = new Shader(values);
    this.#operands = operands;
  }

  /** The name of a tensor of rows. */
  read(name: Rows): string {
    return this.#shader.read(this.#operands[{ q: 0, k: 1, v: 2, dy: 4 }[name]]!.value, this.#element);
  }

  /** Where the logarithm of the sum of exponentials and D of each head of each query are, one after the other. */
  get moments(): string {
    const { rows, heads, queries } = this.#sizes;
    return this.#shader.scratch(2 * rows * heads * queries);
  }

  /** Declares what is summed up for each own row. */
  sums(): string {
    return own((i) => `var sum${i}: array<${this.#element}, ${this.#parts}>;`);
  }

  /** The loop over the other side's rows. */
  others(body: string): string {
    const { hidden } = this.#sizes;
    const place = this.#overhangs
      ? `min(j + vec4u(0, 1, 2, 3), vec4u(${this.#otherCount - 1}))`
      : 'j + vec4u(0, 1, 2, 3)';
    return `for (var j = 0u; j < ${this.#otherCount}u; j += ${OTHERS}u) {
    let others = ${place};
    let other = otherFirst + others * ${hidden / this.#width}u;${body}
  }`;
  }

  /** Inner products of the own rows of one tensor with the other rows of another: for each name a vector for each own row. */
  products(pairs: Readonly<Record<string, readonly [own: Rows, other: Rows]>>): string {
    const entries = Object.entries(pairs);
    const dot = (a: string, b: string): string => (this.#width === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`);
    return `${entries.map(([name]) => own((i) => `var ${name}${i} = vec4f();`)).join(' ')}
    for (var c = 0u; c < ${this.#parts}u; c++) {
      ${entries
        .map(
          ([
            name,
            [mine, theirs],
          ]) => `${other((n) => `let ${name}_${n} = ${this.read(theirs)}[other[${n}] + c];`)}
      ${own((i) => `{ let own = ${this.read(mine)}[own${i} + c]; ${name}${i} += vec4f(${vector((n) => dot('own', `${name}_${n}`))}); }`)}`,
        )
        .join('\n      ')}
    }`;
  }

  /** The scores of an own query; keys beyond the last have no weight. */
  scores(i: number): string {
    const known = `s${i} * ${float(this.scale)} + ${this.#biasOf()}`;
    return this.#overhangs ? `select(${known}, vec4f(${LOWEST}), ${this.#beyond})` : known;
  }

  /** With which probability own row i and each other row belong together, as the moments tell. */
  probabilities(i: number): string {
    const bias =
      this.#side === 'queries'
        ? this.#biasOf()
        : `vec4f(${this.#shader.read(this.#operands[3]!.value)}[row * ${this.#sizes.tokens}u + min(at + ${i}u, ${this.count - 1}u)])`;
    const p = `exp(s${i} * ${float(this.scale)} + ${bias} - ${this.#momentOf(i, 0)})`;
    return this.#overhangs ? `select(${p}, vec4f(), ${this.#beyond})` : p;
  }

  /** D of the queries that own row i and the other rows belong to. */
  means(i: number): string {
    return this.#momentOf(i, 1);
  }

  /** Adds the other rows of a tensor to the sums, by the weights of each own row. */
  add(tensor: Rows, before: (i: number) => string, weights: (i: number) => string): string {
    return `for (var c = 0u; c < ${this.#parts}u; c++) {
      ${other((n) => `let x${n} = ${this.read(tensor)}[other[${n}] + c];`)}
      ${own((i) => `sum${i}[c] = ${before(i)} + ${otherRange((n) => `${weights(i)}[${n}] * x${n}`).join(' + ')};`)}
    }`;
  }

  /** Writes the own rows: `part` says which of the gradients they are, one after the other. */
  store(value: (i: number) => string, part: 0 | 1 | 2 = 0): string {
    const { rows, queries, tokens, hidden } = this.#sizes;
    const start = ([0, rows * queries, rows * (queries + tokens)][part]! * hidden) / this.#width;
    return own(
      (i) =>
        `if (at + ${i}u < ${this.count}u) { for (var c = 0u; c < ${this.#parts}u; c++) { out[${start}u + own${i} + c] = ${value(i)}; } }`,
    );
  }

  finish(output: ValueId, body: string): Dispatch {
    const { rows, heads, hidden } = this.#sizes;
    const blocks = Math.ceil(this.count / OWN);
    const { workgroups, id } = linearGrid(Math.ceil((rows * heads * blocks) / WORKGROUP_SIZE));
    const step = hidden / this.#width;
    const first = (count: number): string => `row * ${count * step}u + head * ${this.#parts}u`;
    const text = `  let index = ${id} * ${WORKGROUP_SIZE}u + local;
  if (index >= ${rows * heads * blocks}u) { return; }
  let row = index / ${heads * blocks}u;
  let head = index / ${blocks}u % ${heads}u;
  let at = index % ${blocks}u * ${OWN}u;
  let line = (row * ${heads}u + head) * ${this.#sizes.queries}u;
  let otherFirst = ${first(this.#otherCount)};
  ${own((i) => `let own${i} = ${first(this.count)} + min(at + ${i}u, ${this.count - 1}u) * ${step}u;`)}
  ${body}`;
    return this.#shader.finish(output, text, {
      workgroupSize: WORKGROUP_SIZE,
      workgroups,
      element: this.#element,
    });
  }

  get #overhangs(): boolean {
    return this.#otherCount % OTHERS !== 0;
  }

  /** Which of the other rows are beyond the last. */
  get #beyond(): string {
    return `j + vec4u(0, 1, 2, 3) >= vec4u(${this.#otherCount})`;
  }

  /** The bias of the other rows, which are keys. */
  #biasOf(): string {
    return `vec4f(${vector((n) => `${this.#shader.read(this.#operands[3]!.value)}[row * ${this.#sizes.tokens}u + others[${n}]]`)})`;
  }

  #momentOf(i: number, which: 0 | 1): string {
    const place = (query: string): string => `${this.moments}[2u * (line + ${query}) + ${which}u]`;
    return this.#side === 'queries'
      ? place(`min(at + ${i}u, ${this.count - 1}u)`)
      : `vec4f(${vector((n) => place(`others[${n}]`))})`;
  }
}

/** Renews the largest score of a row; `fade` is what its sums so far shrink by, and `p` are the exponentials of the new scores. */
function renewed(i: number, scores: string): string {
  return `let score${i} = ${scores};
    let next${i} = max(largest${i}, max(max(score${i}.x, score${i}.y), max(score${i}.z, score${i}.w)));
    let fade${i} = exp(largest${i} - next${i});
    let p${i} = exp(score${i} - next${i});
    largest${i} = next${i};`;
}

/** Statements for each own row. */
function own(statement: (i: number) => string): string {
  return Array.from({ length: OWN }, (_, i) => statement(i)).join(' ');
}

/** Statements for each other row of a step. */
function other(statement: (n: number) => string): string {
  return otherRange(statement).join(' ');
}

/** The parts of a vector with a number for each other row of a step. */
function vector(number: (n: number) => string): string {
  return otherRange(number).join(', ');
}

function otherRange(text: (n: number) => string): string[] {
  return Array.from({ length: OTHERS }, (_, n) => text(n));
}
