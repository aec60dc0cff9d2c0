import type { GradientMeasure } from '../graphs/gradients.ts';
import { probe, type Attribution, type Question } from './question.ts';

/** The gradient at the text: its magnitude, or its product with what it is taken with respect to. */
export async function atOnePoint(question: Question, measure: GradientMeasure): Promise<Attribution> {
  const { activations } = question.input;
  // The line from 0 to x ends at x, and its direction is x.
  const origin = new Float64Array(activations.length);
  const [result] = await probe(question, [{ start: origin, end: activations, position: 1 }], { measure });
  return {
    attributions: result!.measures.map((measured) => Float64Array.from(measured)),
    gradientEvaluations: 1,
    forwardEvaluations: 0,
    kept: null,
  };
}
