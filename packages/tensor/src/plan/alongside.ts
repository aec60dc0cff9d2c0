import { isContiguous } from '../graph/layout.ts';
import { sizeOf, type Shape } from '../graph/shape.ts';
import type { ElementwiseStep, MatmulStep, Step, ValueId } from './plan.ts';

/**
 * Lets a product's kernel compute as well what an elementwise step makes of the product's elements alone: of an activation's input, which its gradient
 * needs, and the activation. A kernel of its own would read them from memory again.
 */
export function computeAlongside(steps: readonly Step[], shapeOf: (value: ValueId) => Shape): Step[] {
  const products = new Map<ValueId, MatmulStep>();
  for (const step of steps) if (step.kernel === 'matmul') products.set(step.output, step);
  const alongside = new Map<MatmulStep, ElementwiseStep>();
  const gone = new Set<Step>();
  for (const step of steps) {
    if (step.kernel !== 'elementwise') continue;
    const product = productBehind(step, products, shapeOf);
    if (!product || alongside.has(product)) continue;
    alongside.set(product, step);
    gone.add(step);
  }
  return steps.flatMap((step) => {
    if (gone.has(step)) return [];
    const also = step.kernel === 'matmul' ? alongside.get(step) : undefined;
    return also ? { ...(step as MatmulStep), also } : step;
  });
}

/** The product whose elements, one for one, are all that a step reads. */
function productBehind(
  { program: { inputs }, output }: ElementwiseStep,
  products: ReadonlyMap<ValueId, MatmulStep>,
  shapeOf: (value: ValueId) => Shape,
): MatmulStep | undefined {
  const [first] = inputs;
  const product = first && products.get(first.value);
  const size = sizeOf(shapeOf(output));
  const reads = inputs.every(
    ({ value, layout }) => value === first!.value && isContiguous(layout) && sizeOf(layout.shape) === size,
  );
  return product && reads && sizeOf(shapeOf(product.output)) === size ? product : undefined;
}
