import { baselines, type Baseline } from './baseline.ts';
import type { DifferentiableClassifier } from './classifier.ts';
import { encodeText, type TextOptions } from './encodeText.ts';
import { evaluateEndpoints } from './endpoints.ts';
import { OptionError } from './errors.ts';
import type { Explanation } from './explanation.ts';
import { integratedGradients } from './integratedGradients.ts';
import { oneOf } from './oneOf.ts';
import { describePrediction } from './prediction.ts';
import { quadrature, quadratureRules, type QuadratureRule } from './quadrature.ts';
import { resolveTarget, targetValue } from './target.ts';
import { attributeWords } from './words.ts';

export interface ExplainOptions extends TextOptions {
  /** `predicted` (default), `sum`, a label or its index. */
  readonly target?: string;
  /** Default `pad`, as in Captum's tutorials. */
  readonly baseline?: Baseline;
  /** Default `gausslegendre`, as in Captum. */
  readonly method?: QuadratureRule;
  /** Points on the path; default 50, as in Captum. */
  readonly steps?: number;
  /** Whose output moves from the baseline to the text; default `embeddings`. */
  readonly layer?: string;
  /** Points evaluated at once; as many as fit the memory when left out. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Which words moved the prediction: integrated gradients from the baseline to the text.
 *
 * Rejects with an OptionError for an option that cannot be taken, and with the signal's reason when aborted.
 */
export async function explain(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const start = performance.now();
  const { pair, target: targetChoice = 'predicted', steps = 50, batchSize, signal, onProgress } = options;
  const method = oneOf('method', options.method ?? 'gausslegendre', quadratureRules);
  const baseline = oneOf('baseline', options.baseline ?? 'pad', baselines);
  const layer = oneOf('layer', options.layer ?? 'embeddings', model.layers);
  const rule = quadrature(method, steps);
  if (batchSize !== undefined && (!Number.isSafeInteger(batchSize) || batchSize < 1)) {
    throw new OptionError('batchSize', `batchSize must be a whole number of at least 1, not ${batchSize}`);
  }
  const tokens = encodeText(model, text, options);
  const endpoints = await evaluateEndpoints(model, tokens, layer, baseline);
  const target = resolveTarget(targetChoice, model, endpoints.input.logits);
  const attributions = await integratedGradients(model, {
    tokens,
    layer,
    endpoints,
    quadrature: rule,
    target: target.weights,
    ...(batchSize !== undefined && { batchSize }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const value = targetValue(target, endpoints.input.logits);
  const baselineValue = targetValue(target, endpoints.baseline.logits);
  const change = value - baselineValue;
  const delta = attributions.reduce((sum, attribution) => sum + attribution, 0) - change;
  return {
    version: 1,
    text,
    pair: pair ?? null,
    ...describePrediction(model, endpoints.input.logits),
    target: { index: target.index, label: target.label, output: 'logit', value, baselineValue },
    method: {
      name: 'integrated_gradients',
      quadrature: method,
      steps,
      layer,
      baseline,
      gradientEvaluations: steps,
    },
    convergence: { delta, relativeDelta: change === 0 ? null : delta / Math.abs(change) },
    ...attributeWords(text, pair ?? null, tokens, attributions),
    milliseconds: { load: model.loadMilliseconds, explain: performance.now() - start },
  };
}
