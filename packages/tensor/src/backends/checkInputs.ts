import { formatShape, sizeOf, type NumericArray } from '../graph/shape.ts';
import type { Plan } from '../plan/plan.ts';

/** Throws a RangeError when what a run is given does not fit the plan's inputs. */
export function checkInputs(plan: Plan, given: readonly NumericArray[]): void {
  if (given.length !== plan.inputs.length) {
    throw new RangeError(`run: expected ${plan.inputs.length} inputs, got ${given.length}`);
  }
  for (const [i, id] of plan.inputs.entries()) {
    if (id === undefined) continue;
    const { shape, source } = plan.values[id]!;
    const name = source.kind === 'input' ? source.name : '';
    if (given[i]!.length !== sizeOf(shape)) {
      throw new RangeError(
        `run: input "${name}" has the shape ${formatShape(shape)}, but ${given[i]!.length} numbers were given`,
      );
    }
  }
}
