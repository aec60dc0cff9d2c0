import { sizesOf, type AttentionAttrs, type AttentionSizes } from '../../../../ops/attention.ts';
import type { KernelStep, Operand, Value } from '../../../../plan/plan.ts';
import { float, range, Shader, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { together } from '../../together.ts';

/** Invocations of a workgroup where they do not read together. */
const LANES = 64;
/** Invocations of a GPU that share rows: a quad of a subgroup. */
const QUAD = 4;
/** Numbers of its rows that an invocation of a GPU keeps in registers. */
const KEPT = 128;
/** What is read of the other side serves as many rows as an invocation has. */
const MOST_ROWS = 4;

/** Tensors that have heads, by their names in the formulas. */
export type Rows = 'q' | 'k' | 'v' | 'dy';
/** Whose rows invocations have; together they go through the rows of the other side. */
export type Side = 'queries' | 'keys';

/**
 * The text that attention's kernels have in common. A workgroup works on one head of one row of the batch (`head`, `row`); an invocation has a query or
 * a key of it. On a GPU, whose invocations do not hold all that is needed of a whole head, a quad has some of them, each invocation a quarter of the head.
 * Own row r is number `i${r}`, and `at${r}`, the same within bounds. A head's numbers are read by vectors where its size allows it.
 */
export class HeadsKernel {
  readonly sizes: AttentionSizes;
  /** 1/√headSize */
  readonly scale: string;
  /** Numbers or vectors of a head that an invocation has. */
  readonly parts: readonly number[];
  /** The invocation's own rows. */
  readonly rows: readonly number[];
  readonly #shader: Shader;
  readonly #step: KernelStep;
  /** Invocations that read the other side's rows together; undefined where each reads for itself. */
  readonly #readers: number | undefined;
  /** Invocations that share rows. */
  readonly #sharers: typeof QUAD | 1;
  /** Rows between an invocation's own. */
  readonly #rowStep: number;
  readonly #side: Side;
  readonly #width: 4 | 1;

  /** A kernel that keeps as many `tensors` of the size of its own rows in registers. */
  constructor(
    step: KernelStep,
    values: readonly Value[],
    { traits }: Target,
    { side, tensors }: { readonly side: Side; readonly tensors: number },
  ) {
    const shapes = step.operands.map(({ layout }) => layout.shape);
    this.sizes = sizesOf(shapes, step.attrs as AttentionAttrs);
    const headSize = this.sizes.hidden / this.sizes.heads;
    this.scale = float(1 / Math.sqrt(headSize));
    this.#side = side;
    this.#width = headSize % 4 === 0 ? 4 : 1;
    const parts = headSize / this.#width;
    const shares = traits.subgroups && !traits.software && parts % QUAD === 0;
    this.#sharers = shares ? QUAD : 1;
    this.#readers = traits.software ? traits.subgroupSize : undefined;
    this.#rowStep = this.#lanes / this.#sharers;
    this.parts = range(parts / this.#sharers);
    const most = shares ? Math.min(MOST_ROWS, Math.floor(KEPT / (tensors * (headSize / QUAD)))) : 1;
    this.rows = range(Math.max(1, Math.min(most, Math.ceil(this.#ownCount / this.#rowStep))));
    this.#shader = new Shader(values);
    this.#step = step;
    if (shares) this.#shader.useSubgroups();
  }

  /** WGSL's type of a part. */
  get part(): 'vec4f' | 'f32' {
    return this.#width === 4 ? 'vec4f' : 'f32';
  }

  /** Statements, one for each own row. */
  eachRow(statement: (row: number) => string): string {
    return this.rows.map(statement).join('\n    ');
  }

  /** Statements, one for each part of each own row. */
  eachPart(statement: (row: number, part: number) => string): string {
    return this.eachRow((r) => this.parts.map((c) => statement(r, c)).join('\n    '));
  }

  /** Declares sums of parts for each own row: `${name}0_0`, … */
  sums(name: string): string {
    return this.eachPart((r, c) => `var ${name}${r}_${c} = ${this.part}();`);
  }

  /** Loads the own rows of a tensor: `${name}0_0`, … */
  own(name: Rows, factor = ''): string {
    const buffer = this.#buffer(name);
    return this.eachPart(
      (r, c) =>
        `let ${name}${r}_${c} = ${factor}${buffer(`own_at${r} + ${c * this.#sharers}u${this.#begin(name)}`)};`,
    );
  }

  /** The loop over the other side's rows, `others` of them in a round, from `j` on. */
  through(others: number, body: string): string {
    return `for (var j = 0u; j < ${this.#otherCount}u; j += ${others}u) {\n    ${body}\n  }`;
  }

  /** Loads rows of the other side. */
  others(name: Rows, count: number): string {
    const { hidden } = this.sizes;
    const perRow = this.parts.length;
    const { vector, read } = together(this.#shader, this.#readers, name, count * perRow);
    const buffer = this.#buffer(name);
    return read((load) => {
      const row = this.other(`${vector(load)} / ${perRow}u`, count);
      const part = `${vector(load)} % ${perRow}u * ${this.#sharers}u`;
      return buffer(`other_at + ${row} * ${hidden / this.#width}u + ${part}${this.#begin(name)}`);
    });
  }

  /** The name of a part of row n of the round. */
  partOf(name: Rows, n: number, c: number): string {
    return `${name}_${n * this.parts.length + c}`;
  }

  /** The other side's row `offset` of a round of `count`; beyond the last row it is the last. */
  other(offset: string, count: number): string {
    const row = `j + ${offset}`;
    return this.#otherCount % count === 0 ? `(${row})` : `min(${row}, ${this.#otherCount - 1}u)`;
  }

  /** `value` where row n of the round is there, else `otherwise`. */
  there(n: number, count: number, value: string, otherwise: string): string {
    return this.#otherCount % count === 0
      ? value
      : `select(${otherwise}, ${value}, j + ${n}u < ${this.#otherCount}u)`;
  }

  /** The inner product of a head of own row r and one of row n of the round. */
  dot(own: Rows, r: number, other: Rows, n: number): string {
    const products = this.parts
      .slice(1)
      .reduce(
        (sum, c) => `fma(${own}${r}_${c}, ${this.partOf(other, n, c)}, ${sum})`,
        `${own}${r}_0 * ${this.partOf(other, n, 0)}`,
      );
    const sum = this.#width === 4 ? `dot(${products}, vec4f(1))` : products;
    if (this.#sharers === 1) return sum;
    this.#shader.define(`fn of_quad(part: f32) -> f32 {
  let pair = part + quadSwapX(part);
  return pair + quadSwapY(pair);
}`);
    return `of_quad(${sum})`;
  }

  /** `sum` and a part of the round's rows, each times its weight: the WGSL variables `${weight}_0`, `${weight}_1`, … */
  weighted(sum: string, weight: string, name: Rows, count: number, c: number): string {
    return range(count).reduce(
      (all, n) => `fma(${this.part}(${weight}_${n}), ${this.partOf(name, n, c)}, ${all})`,
      sum,
    );
  }

  /** What is added to the scores of token `token`. */
  bias(token: string): string {
    const { value, layout } = this.#step.operands[3]!;
    return this.#shader.read(value)(`row * ${this.sizes.tokens}u + ${token} + ${layout.offset}u`);
  }

  /** Two numbers of a query that launches of the step hand on. */
  moments(query: string): { readonly logSumExp: string; readonly mean: string } {
    const { rows, heads, queries } = this.sizes;
    const scratch = this.#shader.scratch(2 * rows * heads * queries);
    const place = `2u * ((row * ${heads}u + head) * ${queries}u + ${query})`;
    return { logSumExp: `${scratch}[${place}]`, mean: `${scratch}[${place} + 1u]` };
  }

  /** Statements for own row r where it is there. */
  ifThere(r: number, statements: string): string {
    return `if (i${r} < ${this.#ownCount}u) {\n    ${statements}\n  }`;
  }

  /** Writes the own rows into the output, from a row of it on that begins `rowsBefore` rows later than the first. */
  store(value: (row: number, part: number) => string, rowsBefore = 0): string {
    const start = (rowsBefore * this.sizes.hidden) / this.#width;
    const one = (r: number, c: number): string =>
      `out[own_at${r} + ${start + c * this.#sharers}u] = ${value(r, c)};`;
    return this.eachRow((r) => this.ifThere(r, this.parts.map((c) => one(r, c)).join('\n    ')));
  }

  finish(body: string): Dispatch {
    const { rows, heads, hidden } = this.sizes;
    const [own, other] = [this.#ownCount, this.#otherCount];
    const [place, quarter] =
      this.#sharers === 1 ? ['local', ''] : [`local / ${QUAD}u`, ` + local % ${QUAD}u`];
    const at = (first: string): string =>
      `(${first} * ${hidden}u + head * ${hidden / heads}u) / ${this.#width}u${quarter}`;
    const rowsAtOnce = this.rows.length * this.#rowStep;
    const head = `  let head = workgroup.y;
  let row = workgroup.z;
  let other_at = ${at(`row * ${other}u`)};
  ${this.eachRow(
    (r) => `let i${r} = workgroup.x * ${rowsAtOnce}u + ${r * this.#rowStep}u + ${place};
  let at${r} = min(i${r}, ${own - 1}u);
  let own_at${r} = ${at(`(row * ${own}u + at${r})`)};`,
  )}
  `;
    return this.#shader.finish(this.#step.output, head + body, {
      workgroupSize: this.#lanes,
      workgroups: [Math.ceil(own / rowsAtOnce), heads, rows],
      element: this.part,
    });
  }

  get #lanes(): number {
    return this.#readers ?? LANES;
  }

  get #ownCount(): number {
    return this.#side === 'queries' ? this.sizes.queries : this.sizes.tokens;
  }

  get #otherCount(): number {
    return this.#side === 'queries' ? this.sizes.tokens : this.sizes.queries;
  }

  #buffer(name: Rows): (index: string) => string {
    return this.#shader.read(this.#operand(name).value, this.part);
  }

  /** Where the tensor begins in its buffer. */
  #begin(name: Rows): string {
    const { offset } = this.#operand(name).layout;
    return offset === 0 ? '' : ` + ${offset / this.#width}u`;
  }

  #operand(name: Rows): Operand {
    return this.#step.operands[{ q: 0, k: 1, v: 2, dy: 4 }[name]]!;
  }
}
