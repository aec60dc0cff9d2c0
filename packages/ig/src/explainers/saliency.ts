import type { Explainer } from './explainer.ts';
import { atOnePoint } from './onePoint.ts';

/** Saliency (Simonyan, Vedaldi and Zisserman 2013): Σₕ |∂F/∂x|. It has no sign. */
export const saliency: Explainer = {
  counts: 'nothing',
  baseline: 'none',
  differentiates: true,
  complete: false,
  attribute: (question) => atOnePoint(question, 'absolute'),
};
