import type { Explainer } from './explainer.ts';
import { integrateLine } from './line.ts';
import { overBaselines } from './question.ts';

/** Integrated gradients (Sundararajan, Taly and Yan 2017): the gradients on the line from the baseline to the text, added up. */
export const integratedGradients: Explainer = {
  counts: 'integral',
  baseline: 'activations',
  differentiates: true,
  complete: true,
  attribute: (question) =>
    overBaselines(question, (baseline) =>
      integrateLine(question, baseline.activations, question.input.activations),
    ),
};
