import type { NumericArray } from '@gradlens/tensor';
import { statesFrom } from '../graphs/forward.ts';
import type { Endpoint, Question } from './question.ts';

/** What the layer that the change flows through gives at some positions between the baseline and the text, each [tokens, width]. */
export async function statesAlongPath(
  { model, layer, through, row, input, options }: Question,
  baseline: Endpoint,
  positions: ArrayLike<number>,
): Promise<NumericArray[]> {
  const points = Array.from(positions, (position) =>
    Float64Array.from(input.activations, (x, i) => {
      const origin = baseline.activations[i]!;
      return origin + position * (x - origin);
    }),
  );
  const rows = points.map((activations) => ({ context: row, activations }));
  return statesFrom(model, layer, through!, rows, options);
}
