import type { Explainer } from './explainer.ts';
import { atOnePoint } from './onePoint.ts';

/** Input × gradient (Shrikumar, Greenside and Kundaje 2016): Σₕ x·∂F/∂x. */
export const inputXGradient: Explainer = {
  counts: 'nothing',
  baseline: 'none',
  differentiates: true,
  complete: false,
  attribute: (question) => atOnePoint(question, 'along'),
};
