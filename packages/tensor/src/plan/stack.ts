import { sizeOf, type Shape } from '../graph/shape.ts';
import { operandsOf, withOperands, type MatmulStep, type Operand, type Step, type ValueId } from './plan.ts';

/** Kernels that read operands from any place of a value on; others take whole values, and matmul and elementwise code any view. */
const readAnywhere: ReadonlySet<Step['kernel']> = new Set([
  'elementwise',
  'sum',
  'max',
  'matmul',
  'attention',
  'attentionGrad',
]);

/** The part of a value from some element on. */
export interface Part {
  readonly value: ValueId;
  readonly offset: number;
}

export interface Stacked {
  readonly steps: readonly Step[];
  /** What has become of values that are not there any more. */
  readonly parts: ReadonlyMap<ValueId, Part>;
}

/**
 * Makes one product of those that multiply the same left operand by matrices which lie evenly apart in one value, and finish alike: [M, K]·[n, K, N]. The
 * projections of an attention are such, when their weights lie in one variable. `kept` are values that have to stay as they are; `stack` makes a value
 * for the products together.
 */
export function stackProducts(
  steps: readonly Step[],
  shapeOf: (value: ValueId) => Shape,
  kept: ReadonlySet<ValueId>,
  stack: (shape: Shape) => ValueId,
): Stacked {
  const fixed = new Set(kept);
  for (const step of steps) {
    if (!readAnywhere.has(step.kernel)) for (const { value } of operandsOf(step)) fixed.add(value);
  }
  const alike = new Map<string, MatmulStep[]>();
  for (const step of steps) {
    if (step.kernel !== 'matmul' || fixed.has(step.output)) continue;
    const key = JSON.stringify(besidesOffsets(step, shapeOf(step.output)));
    alike.set(key, [...(alike.get(key) ?? []), step]);
  }
  const replacement = new Map<Step, MatmulStep | undefined>();
  const parts = new Map<ValueId, Part>();
  for (const group of alike.values()) {
    const ordered = group.toSorted((a, b) => offsetsOf(a)[0]! - offsetsOf(b)[0]!);
    const distances = distancesOf(ordered);
    if (!distances) continue;
    const shape = shapeOf(group[0]!.output);
    const value = stack([group.length, ...shape]);
    for (const [i, { output }] of ordered.entries()) parts.set(output, { value, offset: i * sizeOf(shape) });
    for (const step of group) replacement.set(step, undefined);
    replacement.set(group[0]!, together(ordered, distances, value));
  }
  const replaced = steps.flatMap((step) => (replacement.has(step) ? (replacement.get(step) ?? []) : step));
  return { steps: replaced.map((step) => withOperands(step, (operand) => moved(operand, parts))), parts };
}

/** All that stacked products have in common. */
function besidesOffsets({ operands: [left, right], epilogue }: MatmulStep, shape: Shape): unknown {
  const place = ({ value, layout }: Operand): unknown => [value, layout.shape, layout.strides];
  const { inputs, instructions, result } = epilogue;
  return [left, place(right), inputs.map(place), instructions, result, shape];
}

/** Where the operands begin that may lie apart. */
function offsetsOf({ operands: [, right], epilogue }: MatmulStep): number[] {
  return [right, ...epilogue.inputs].map(({ layout }) => layout.offset);
}

/** From each product's operands to the next one's; undefined where it is not the same for all, or there is one alone, or the same twice. */
function distancesOf(ordered: readonly MatmulStep[]): number[] | undefined {
  const [first, second] = ordered.map(offsetsOf);
  if (!first || !second) return undefined;
  const distances = second.map((offset, i) => offset - first[i]!);
  const even = ordered.every((step, n) =>
    offsetsOf(step).every((offset, i) => offset === first[i]! + n * distances[i]!),
  );
  return even && distances[0]! > 0 ? distances : undefined;
}

function together(ordered: readonly MatmulStep[], distances: readonly number[], output: ValueId): MatmulStep {
  const { operands, epilogue, ...rest } = ordered[0]!;
  const [left, right] = operands;
  const repeated = ({ value, layout }: Operand, distance: number): Operand => ({
    value,
    layout: {
      ...layout,
      shape: [ordered.length, ...layout.shape],
      strides: [distance, ...layout.strides],
    },
  });
  return {
    ...rest,
    operands: [repeated(left, 0), repeated(right, distances[0]!)],
    epilogue: {
      ...epilogue,
      inputs: epilogue.inputs.map((input, i) => repeated(input, distances[i + 1]!)),
    },
    output,
  };
}

function moved(operand: Operand, parts: ReadonlyMap<ValueId, Part>): Operand {
  const part = parts.get(operand.value);
  if (!part) return operand;
  const { layout } = operand;
  return { value: part.value, layout: { ...layout, offset: layout.offset + part.offset } };
}
