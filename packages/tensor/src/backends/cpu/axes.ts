import { coalesce, type Layout } from '../../graph/layout.ts';
import { sizeOf } from '../../graph/shape.ts';

/** Axes that several views of as many elements have in common, outermost first, and each view's strides along them. */
export interface CommonAxes {
  readonly lengths: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/**
 * Splits the axes of all views where any of them has a boundary, so that nested loops over the common axes step through each view by strides
 * alone. Undefined where boundaries do not nest (rows of 2 in one view, of 3 in another).
 */
export function commonAxes(layouts: readonly Layout[]): CommonAxes | undefined {
  const size = sizeOf(layouts[0]!.shape);
  const views = layouts.map(coalesce);
  // Elements inside each boundary: a view [2,3,4] has boundaries at 1, 4, 12 and 24.
  const boundaries = [...new Set([1, size, ...views.flatMap(innerSizes)])].sort((a, b) => a - b);
  if (boundaries.some((inner, i) => i > 0 && inner % boundaries[i - 1]! !== 0)) return undefined;
  const axes = boundaries
    .slice(0, -1)
    .map((inner, i) => ({ inner, length: boundaries[i + 1]! / inner }))
    .reverse();
  const strides = views.map((view) => {
    const sizes = innerSizes(view);
    return axes.map(({ inner }) => {
      const axis = sizes.findIndex(
        (innerSize, i) => innerSize <= inner && inner < innerSize * view.shape[i]!,
      );
      return axis < 0 ? 0 : view.strides[axis]! * (inner / sizes[axis]!);
    });
  });
  return { lengths: axes.map(({ length }) => length), strides };
}

/** For each axis, how many elements lie inside one step of it. */
function innerSizes({ shape }: Layout): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
