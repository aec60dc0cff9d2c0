import { sizeOf, type Shape } from './shape.ts';

/** Where the elements of a view lie in a buffer: element (i, j, …) at `offset + i·strides[0] + j·strides[1] + …`. */
export interface Layout {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Strides of a row-major tensor without gaps. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides: number[] = Array(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

export function contiguousLayout(shape: Shape): Layout {
  return { shape, strides: rowMajorStrides(shape), offset: 0 };
}

/**
 * The same enumeration with as few axes as possible: axes of length 1 go, neighbours that step evenly merge.
 * A contiguous layout becomes one axis of stride 1.
 */
export function coalesce(layout: Layout): Layout {
  const shape: number[] = [];
  const strides: number[] = [];
  for (const [axis, length] of layout.shape.entries()) {
    const stride = layout.strides[axis]!;
    const last = shape.length - 1;
    if (length === 1) continue;
    if (last >= 0 && strides[last] === stride * length) {
      shape[last]! *= length;
      strides[last] = stride;
    } else {
      shape.push(length);
      strides.push(stride);
    }
  }
  return { shape, strides, offset: layout.offset };
}

/** Whether the elements lie in row-major order without gaps, from the buffer's start. */
export function isContiguous(layout: Layout): boolean {
  const { shape, strides, offset } = coalesce(layout);
  if (sizeOf(layout.shape) === 0) return true;
  return offset === 0 && (shape.length === 0 || (shape.length === 1 && strides[0] === 1));
}

/**
 * The layout under which `shape` enumerates the same elements in the same order, or undefined where no strides do
 * (a transposed matrix cannot be flattened in place).
 */
export function reshapeLayout(layout: Layout, shape: Shape): Layout | undefined {
  if (sizeOf(shape) === 0) return contiguousLayout(shape);
  const from = coalesce(layout);
  const strides: number[] = Array(shape.length).fill(0);
  let axis = shape.length - 1;
  for (let run = from.shape.length - 1; run >= 0; run--) {
    let stride = from.strides[run]!;
    let remaining = from.shape[run]!;
    while (remaining > 1) {
      const length = shape[axis]!;
      if (remaining % length !== 0) return undefined;
      strides[axis--] = stride;
      stride *= length;
      remaining /= length;
    }
  }
  return { shape, strides, offset: layout.offset };
}

/** Position in the buffer of the element with the given row-major index in the view. */
export function positionOf(layout: Layout, index: number): number {
  let position = layout.offset;
  let rest = index;
  for (let axis = layout.shape.length - 1; axis >= 0; axis--) {
    const length = layout.shape[axis]!;
    position += (rest % length) * layout.strides[axis]!;
    rest = Math.floor(rest / length);
  }
  return position;
}
