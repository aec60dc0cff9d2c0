import type { Node } from '../graph/node.ts';
import { formatShape, sizeOf, type NumericArray } from '../graph/shape.ts';

/** Throws a RangeError when a variable is given more or fewer numbers than its shape holds. */
export function checkFills({ attrs, shape }: Node, data: NumericArray): void {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `variable "${attrs.name}": ${data.length} numbers do not fill the shape ${formatShape(shape)}`,
    );
  }
}
