import { coalesce, type Layout } from '../../graph/layout.ts';
import { sizeOf, type DType } from '../../graph/shape.ts';
import type { Value, ValueId } from '../../plan/plan.ts';

/** One launch of a compute shader. */
export interface Dispatch {
  /** For people: the op and the shape it computes. */
  readonly label: string;
  readonly code: string;
  /** The values bound at @binding(0), (1), …: those that are read, scratch memory, those that are written. */
  readonly bindings: readonly (ValueId | 'scratch')[];
  /** Elements of scratch memory, which keeps what it holds until the step ends. */
  readonly scratch: number;
  readonly workgroups: readonly [number, number, number];
}

/** What a buffer is an array of. */
export type Element = DType | 'vec4f' | 'vec4i';

/** Whether a value lies on the device as float16, two numbers to 32 bits. */
export function isHalf({ source }: Value): boolean {
  return source.kind === 'variable' && source.node.attrs.half === true;
}

/** Puts a shader together: declares the buffers that its text mentions. */
export class Shader {
  readonly #values: readonly Value[];
  readonly #buffers: { readonly value: ValueId; readonly element: string; readonly name: string }[] = [];
  readonly #written: { readonly value: ValueId; readonly element: Element; readonly name: string }[] = [];
  readonly #functions = new Set<string>();
  #subgroups = false;
  #scratch = 0;

  constructor(values: readonly Value[]) {
    this.#values = values;
  }

  /** WGSL of an element of a value, given that of its index. */
  read(value: ValueId, element: Element = this.#values[value]!.dtype): (index: string) => string {
    const half = isHalf(this.#values[value]!);
    const stored = half ? (element === 'vec4f' ? 'vec2u' : 'u32') : element;
    let name = this.#buffers.find((buffer) => buffer.value === value && buffer.element === stored)?.name;
    if (name === undefined) {
      name = `in${this.#buffers.length}`;
      this.#buffers.push({ value, element: stored, name });
    }
    if (!half) return (index) => `${name}[${index}]`;
    if (element === 'vec4f') {
      this.define(
        'fn four_halves(pairs: vec2u) -> vec4f { return vec4f(unpack2x16float(pairs.x), unpack2x16float(pairs.y)); }',
      );
      return (index) => `four_halves(${name}[${index}])`;
    }
    this.define('fn half_of(pair: u32, i: u32) -> f32 { return unpack2x16float(pair)[i % 2u]; }');
    return (index) => `half_of(${name}[(${index}) / 2u], ${index})`;
  }

  /** The name of a buffer to write besides the output. */
  write(value: ValueId, element: Element): string {
    const name = `also${this.#written.length}`;
    this.#written.push({ value, element, name });
    return name;
  }

  /** The name of scratch memory of so many numbers, which the other launches of the step see as well. */
  scratch(elements: number): string {
    this.#scratch = elements;
    return 'scratch';
  }

  /** Adds module-scope text once: a function, a workgroup variable. */
  define(text: string): void {
    this.#functions.add(text);
  }

  /** The body may use subgroups, and sees `lane`, its place in one. */
  useSubgroups(): void {
    this.#subgroups = true;
  }

  /**
   * The dispatch that writes `output` (named `out`), or scratch memory alone; `body` is that of main and sees `local` (index) and `workgroup` (id).
   */
  finish(
    output: ValueId,
    body: string,
    options: { workgroupSize: number; workgroups: Dispatch['workgroups']; element?: Element },
  ): Dispatch {
    const { id, shape, dtype } = this.#values[output]!;
    // A binding that the text does not name would not be there.
    const writes = body.includes('out[');
    const { workgroupSize, workgroups, element = dtype } = options;
    const declarations = [
      ...this.#buffers.map(
        (buffer, i) =>
          `@group(0) @binding(${i}) var<storage, read> ${buffer.name}: array<${buffer.element}>;`,
      ),
      ...[
        ...(this.#scratch > 0 ? ['scratch: array<f32>'] : []),
        ...this.#written.map((buffer) => `${buffer.name}: array<${buffer.element}>`),
        ...(writes ? [`out: array<${element}>`] : []),
      ].map(
        (variable, i) =>
          `@group(0) @binding(${this.#buffers.length + i}) var<storage, read_write> ${variable};`,
      ),
    ];
    const code = `${this.#subgroups ? 'enable subgroups;\n' : ''}${declarations.join('\n')}
${[...this.#functions].join('\n')}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) workgroup: vec3u${
      this.#subgroups ? ', @builtin(subgroup_invocation_id) lane: u32' : ''
    }) {
${body}
}
`;
    const bindings = [
      ...this.#buffers.map((buffer) => buffer.value),
      ...(this.#scratch > 0 ? (['scratch'] as const) : []),
      ...this.#written.map((buffer) => buffer.value),
      ...(writes ? [output] : []),
    ];
    return { label: `%${id} [${shape.join(',')}]`, code, bindings, scratch: this.#scratch, workgroups };
  }
}

/** A WGSL float literal: the float32 nearest to the number. */
export function float(value: number): string {
  const nearest = Math.fround(value);
  if (!Number.isFinite(nearest)) throw new RangeError(`the number ${value} is not a finite float32`);
  return Object.is(nearest, -0) || nearest < 0
    ? `(${Object.is(nearest, -0) ? '-0' : nearest}f)`
    : `${nearest}f`;
}

/** WGSL expressions of a row-major index, and of the two that it is made of where a kernel knows them: index = row·columns + column. */
export interface IndexText {
  readonly index: string;
  readonly split?: { readonly row: string; readonly column: string; readonly columns: number };
}

/** The WGSL expression of the position in the buffer, given that of the row-major index. */
export function positionExpression(layout: Layout, { index, split }: IndexText): string {
  if (sizeOf(layout.shape) === 0) return '0u';
  const { shape, strides, offset } = coalesce(layout);
  const byRows = split && shape.at(-1) === split.columns;
  const terms: string[] = [];
  let inner = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const last = axis === shape.length - 1;
    const [whole, unit] = byRows && !last ? [split.row, inner / split.columns] : [index, inner];
    const quotient = unit === 1 ? whole : `(${whole} / ${unit}u)`;
    const coordinate =
      byRows && last ? split.column : axis === 0 ? quotient : `(${quotient} % ${shape[axis]}u)`;
    if (strides[axis] === 1) terms.push(coordinate);
    else if (strides[axis] !== 0) terms.push(`${coordinate} * ${strides[axis]}u`);
    inner *= shape[axis]!;
  }
  if (offset !== 0 || terms.length === 0) terms.push(`${offset}u`);
  return terms.join(' + ');
}

/** 0, 1, … below a length. */
export function range(length: number): number[] {
  return [...Array(length).keys()];
}

/** Workgroups in two dimensions for a count that one dimension may not hold, and the expression of the linear id. */
export function linearGrid(count: number): { workgroups: [number, number, number]; id: string } {
  const perDimension = 65535; // maxComputeWorkgroupsPerDimension that every WebGPU grants
  if (count <= perDimension) return { workgroups: [count, 1, 1], id: 'workgroup.x' };
  return {
    workgroups: [perDimension, Math.ceil(count / perDimension), 1],
    id: `(workgroup.y * ${perDimension}u + workgroup.x)`,
  };
}
