import { sizesOf, type AttentionAttrs, type AttentionSizes } from '../../../../ops/attention.ts';
import type { KernelStep, Value } from '../../../../plan/plan.ts';
import { float, range, Shader, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { together } from '../../together.ts';

/** Invocations of a workgroup where subgroups have no size of their own. */
const LANES = 32;

/** Tensors that have heads, by their names in the formulas. */
export type Rows = 'q' | 'k' | 'v' | 'dy';
/** Whose rows invocations have, one each; together they go through the rows of the other side. */
export type Side = 'queries' | 'keys';

/**
 * The text that attention's kernels have in common. A workgroup works on one head of one row of the batch (`head`, `row`); an invocation has a query or
 * a key of it (`i`, and `at`, the same within bounds). A head's numbers are read by vectors where its size allows it.
 */
export class HeadsKernel {
  readonly sizes: AttentionSizes;
  /** 1/√headSize */
  readonly scale: string;
  /** Numbers or vectors in a head. */
  readonly parts: readonly number[];
  readonly #shader: Shader;
  readonly #step: KernelStep;
  readonly #subgroupSize: number | undefined;
  readonly #side: Side;
  readonly #width: 4 | 1;

  constructor(step: KernelStep, values: readonly Value[], { subgroupSize }: Target, side: Side) {
    const shapes = step.operands.map(({ layout }) => layout.shape);
    this.sizes = sizesOf(shapes, step.attrs as AttentionAttrs);
    const headSize = this.sizes.hidden / this.sizes.heads;
    this.scale = float(1 / Math.sqrt(headSize));
    this.#width = headSize % 4 === 0 ? 4 : 1;
    this.parts = range(headSize / this.#width);
    this.#shader = new Shader(values);
    this.#step = step;
    this.#subgroupSize = subgroupSize;
    this.#side = side;
  }

  /** WGSL's type of a part. */
  get part(): 'vec4f' | 'f32' {
    return this.#width === 4 ? 'vec4f' : 'f32';
  }

  /** Statements, one for each part. */
  each(statement: (part: number) => string): string {
    return this.parts.map(statement).join('\n    ');
  }

  /** Declares sums of parts: `${name}_0`, … */
  sums(name: string): string {
    return this.parts.map((c) => `var ${name}_${c} = ${this.part}();`).join(' ');
  }

  /** Loads the invocation's own row of a tensor: `${name}_0`, … */
  own(name: Rows, factor = ''): string {
    const buffer = this.#buffer(name);
    return this.each((c) => `let ${name}_${c} = ${factor}${buffer}[own_at + ${c}u];`);
  }

  /** The loop over the other side's rows, `others` of them in a round, from `j` on. */
  through(others: number, body: string): string {
    return `for (var j = 0u; j < ${this.#otherCount}u; j += ${others}u) {\n    ${body}\n  }`;
  }

  /** Loads rows of the other side: row n of the round is `${name}_${n}_0`, … */
  others(name: Rows, count: number): string {
    const { hidden } = this.sizes;
    const perRow = this.parts.length;
    const { vector, read } = together(this.#shader, this.#subgroupSize, name, count * perRow);
    const buffer = this.#buffer(name);
    return read((load) => {
      const row = this.other(`${vector(load)} / ${perRow}u`, count);
      return `${buffer}[other_at + ${row} * ${hidden / this.#width}u + ${vector(load)} % ${perRow}u]`;
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

  /** The inner product of a head of the own row and one of row n of the round. */
  dot(own: Rows, other: Rows, n: number): string {
    const products = this.parts
      .slice(1)
      .reduce(
        (sum, c) => `fma(${own}_${c}, ${this.partOf(other, n, c)}, ${sum})`,
        `${own}_0 * ${this.partOf(other, n, 0)}`,
      );
    return this.#width === 4 ? `dot(${products}, vec4f(1))` : products;
  }

  /** `sum` and a part of the round's rows, each times its weight: the WGSL variables `${weight}0`, `${weight}1`, … */
  weighted(sum: string, weight: string, name: Rows, count: number, c: number): string {
    return range(count).reduce(
      (all, n) => `fma(${this.part}(${weight}${n}), ${this.partOf(name, n, c)}, ${all})`,
      sum,
    );
  }

  /** What is added to the scores of token `token`. */
  bias(token: string): string {
    return `${this.#shader.read(this.#step.operands[3]!.value)}[row * ${this.sizes.tokens}u + ${token}]`;
  }

  /** Two numbers of a query that launches of the step hand on. */
  moments(query: string): { readonly logSumExp: string; readonly mean: string } {
    const { rows, heads, queries } = this.sizes;
    const scratch = this.#shader.scratch(2 * rows * heads * queries);
    const place = `2u * ((row * ${heads}u + head) * ${queries}u + ${query})`;
    return { logSumExp: `${scratch}[${place}]`, mean: `${scratch}[${place} + 1u]` };
  }

  /** Writes the own row into the output, from a row of it on that begins `rowsBefore` rows later than the first. */
  store(value: (part: number) => string, rowsBefore = 0): string {
    const start = (rowsBefore * this.sizes.hidden) / this.#width;
    return `if (i < ${this.#ownCount}u) {\n    ${this.each((c) => `out[own_at + ${start + c}u] = ${value(c)};`)}\n  }`;
  }

  finish(body: string): Dispatch {
    const { rows, heads, hidden } = this.sizes;
    const lanes = this.#subgroupSize ?? LANES;
    const [own, other] = [this.#ownCount, this.#otherCount];
    const at = (first: string): string =>
      `(${first} * ${hidden}u + head * ${hidden / heads}u) / ${this.#width}u`;
    const head = `  let head = workgroup.y;
  let row = workgroup.z;
  let i = workgroup.x * ${lanes}u + local;
  let at = min(i, ${own - 1}u);
  let own_at = ${at(`(row * ${own}u + at)`)};
  let other_at = ${at(`row * ${other}u`)};
  `;
    return this.#shader.finish(this.#step.output, head + body, {
      workgroupSize: lanes,
      workgroups: [Math.ceil(own / lanes), heads, rows],
      element: this.part,
    });
  }

  get #ownCount(): number {
    return this.#side === 'queries' ? this.sizes.queries : this.sizes.tokens;
  }

  get #otherCount(): number {
    return this.#side === 'queries' ? this.sizes.tokens : this.sizes.queries;
  }

  #buffer(name: Rows): string {
    const place = { q: 0, k: 1, v: 2, dy: 4 }[name];
    return this.#shader.read(this.#step.operands[place]!.value, this.part);
  }
}
