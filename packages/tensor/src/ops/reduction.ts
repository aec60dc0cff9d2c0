import type { Draw, KernelOp, ReferenceCall } from '../graph/op.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import { formatShape, sizeOf, type Shape, type Spec } from '../graph/shape.ts';

export interface ReductionAttrs {
  /** The axes that are reduced away, ascending. */
  readonly axes: readonly number[];
}

/** An op that folds some axes of its input into one element. */
export type Reduction = KernelOp<ReductionAttrs>;

export function inferReduction(name: string, x: Spec, { axes }: ReductionAttrs): Spec {
  if (x.dtype !== 'f32') throw new RangeError(`${name}: expected f32, got ${x.dtype}`);
  if (axes.some((axis, i) => !(axis >= 0 && axis < x.shape.length) || (i > 0 && axes[i - 1]! >= axis))) {
    throw new RangeError(
      `${name}: axes ${formatShape(axes)} of ${formatShape(x.shape)}: expected existing axes, ascending`,
    );
  }
  return { shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: 'f32' };
}

/** Folds every element into its place of the output. */
export function reduceReference(
  { inputs, shapes, attrs: { axes }, output }: ReferenceCall<ReductionAttrs>,
  start: number,
  combine: (a: number, b: number) => number,
): void {
  const x = inputs[0]!;
  const shape = shapes[0]!;
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const strides = rowMajorStrides(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const index: number[] = shape.map(() => 0);
  output.fill(start);
  for (let read = 0, write = 0; read < x.length; read++) {
    output[write] = combine(output[write]!, x[read]!);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      write += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      write -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

export function sampleReduction(draw: Draw): { inputs: { shape: Shape }[]; attrs: ReductionAttrs } {
  const shape = draw.shape(1, 4);
  return { inputs: [{ shape }], attrs: { axes: [...shape.keys()].filter(() => draw.int(0, 1) === 1) } };
}

/** The shape with the reduced axes kept at length 1, which broadcasts against the input. */
export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

/** Terms in each sum: what bounds its rounding error. */
export function reducedSize(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]!));
}
