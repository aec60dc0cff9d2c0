import type { Expression } from './expression.ts';
import type { Layout } from './layout.ts';
import type { DType, NumericArray, Shape, Spec } from './shape.ts';

/** Gives the gradient of one input when it is asked for. */
export type Pullback = () => Expression;

/** A call of an op as its gradient rule sees it. */
export interface VjpCall<Attrs> {
  readonly inputs: readonly Expression[];
  readonly output: Expression;
  readonly attrs: Attrs;
  /** Gradient of the objective with respect to the output; same shape. */
  readonly dy: Expression;
}

/** Source of random choices for samples; property tests back it by fast-check. */
export interface Draw {
  /** An integer within [min, max]. */
  int(min: number, max: number): number;
  /** Axis lengths, each at least 1. */
  shape(minRank: number, maxRank: number): Shape;
}

/** Inputs on which an op can be tried. */
export interface Sample<Attrs> {
  readonly inputs: readonly SampleInput[];
  readonly attrs: Attrs;
}

export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: DType;
  /** Bounds of the values (default −2 to 2). */
  readonly range?: readonly [number, number];
  /** Keep values this far from 0, where the op has a kink or a pole. */
  readonly awayFromZero?: number;
}

interface OpCommon<Attrs> {
  readonly name: string;
  /** Shape and dtype rule; throws a RangeError that names the op and the shapes. */
  infer(inputs: readonly Spec[], attrs: Attrs): Spec;
  /** One pullback per input; null where no gradient flows (integers, steps). An op without a rule cannot be differentiated. */
  vjp?(call: VjpCall<Attrs>): readonly (Pullback | null)[];
  /** The same value by simpler ops: the oracle of fused kernels, and their gradient where `vjp` is absent. */
  decompose?(inputs: readonly Expression[], attrs: Attrs): Expression;
  /** What property tests try the op on. */
  sample(draw: Draw): Sample<Attrs>;
}

/** A value that no op computes: a run's input, a constant, or a variable that keeps its value between runs. */
export interface LeafOp {
  readonly kind: 'leaf';
  readonly name: 'input' | 'constant' | 'variable';
}

/** Another way to look at the same elements; costs nothing unless the layout cannot be expressed. */
export interface ViewOp<Attrs> extends OpCommon<Attrs> {
  readonly kind: 'view';
  /** The output's layout in the input's buffer, or undefined where the input has to be made contiguous first. */
  layout(input: Layout, attrs: Attrs): Layout | undefined;
}

/** Element i of the output depends on element i of each input alone. */
export interface ElementwiseOp<Attrs> extends OpCommon<Attrs> {
  readonly kind: 'elementwise';
  /** The function, in float64; `index` is the row-major position. */
  scalar(args: readonly number[], attrs: Attrs, index: number): number;
}

/** An op with a kernel of its own on every backend. */
export interface KernelOp<Attrs> extends OpCommon<Attrs> {
  readonly kind: 'kernel';
  /** The definition, in float64 on contiguous inputs; writes the whole output. */
  reference(call: ReferenceCall<Attrs>): void;
}

export interface ReferenceCall<Attrs> {
  readonly inputs: readonly NumericArray[];
  readonly shapes: readonly Shape[];
  readonly attrs: Attrs;
  readonly output: NumericArray;
}

// The attributes' type differs from op to op; a node knows only that they are plain data for its own op.
// oxlint-disable-next-line typescript/no-explicit-any
export type Attrs = any;
export type Op = LeafOp | ViewOp<Attrs> | ElementwiseOp<Attrs> | KernelOp<Attrs>;
