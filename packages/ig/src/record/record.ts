import type { Attribution } from '../explainers/question.ts';
import type { Explanation } from '../explanation.ts';
import type { Evaluation } from '../graphs/forward.ts';
import { valueOf, type Target } from '../output/output.ts';
import type { Settings } from '../settings.ts';
import type { Answered } from './answered.ts';
import { convergenceOf } from './convergence.ts';
import { noticesOf } from './notices.ts';
import { describePrediction } from './prediction.ts';
import { attributeWords } from './words.ts';

export function recordOf(answered: Answered): Explanation {
  const { model, text, pair, settings, read, studies, target, index, answer, start } = answered;
  const { explainer } = settings;
  const tokens = read.tokens.length;
  const own = answer.attributions[index]!;
  const parts = Array.from({ length: own.length / tokens }, (_, part) =>
    own.subarray(part * tokens, (part + 1) * tokens),
  );
  const attributions = Float64Array.from({ length: tokens }, (_, token) =>
    parts.reduce((sum, part) => sum + part[token]!, 0),
  );
  const value = meanValue(
    target,
    studies.map(({ input }) => input),
  );
  const baselines = studies.flatMap((study) => study.baselines);
  const baselineValue = baselines.length === 0 ? null : meanValue(target, baselines);
  const convergence = convergenceOf(
    settings,
    answer.kept && answer.kept[index]!,
    attributions,
    value,
    baselineValue,
  );
  const { label, output, against, neuron, place } = target;
  return {
    version: 1,
    text,
    pair,
    ...said(answered),
    target: {
      index: label && label.index,
      label: label && label.label,
      output,
      ...(against && { against }),
      ...(neuron !== undefined && { neuron }),
      ...(place && { word: place.word, token: place.token }),
      value,
      baselineValue,
    },
    method: {
      name: settings.explainerName,
      quadrature: settings.method,
      steps: explainer.counts === 'nothing' ? null : stepsTaken(settings, answer),
      layer: settings.through ?? settings.layer,
      baseline: settings.baselineName,
      gradientEvaluations: answer.gradientEvaluations,
      forwardEvaluations: answer.forwardEvaluations,
      ...(settings.smooth && { smoothSamples: settings.smooth.samples, smoothStdev: answer.stdev! }),
      ...(settings.occlude > 1 && { occlude: settings.occlude }),
      ...(drawsNumbers(settings) && { seed: settings.seed }),
      ...(studies.length > 1 && { windows: studies.length }),
    },
    convergence,
    notices: noticesOf(answered, { value, baselineValue }, convergence),
    ...attributeWords(
      text,
      pair,
      read.tokens,
      attributions,
      parts.length > 1
        ? Object.fromEntries(model.embeddingParts.map((name, i) => [name, parts[i]!]))
        : undefined,
    ),
    milliseconds: { load: model.loadMilliseconds, explain: performance.now() - start },
  };
}

/** What the model says of the text or, where tokens have labels, of the one that is explained. */
function said({ model, logits, target: { place } }: Answered) {
  if (!place) return describePrediction(model, logits);
  const { length } = model.labels;
  const own = logits.subarray(place.read * length, (place.read + 1) * length);
  const described = describePrediction(model, own);
  return { ...described, prediction: { ...described.prediction, ...place.said } };
}

/** Points of an adaptive rule are as many as it took. */
function stepsTaken({ method, steps }: Settings, { gradientEvaluations }: Attribution): number {
  return method === 'adaptive' ? gradientEvaluations : steps;
}

function drawsNumbers({ explainer, smooth, baselines }: Settings): boolean {
  return (
    explainer.counts === 'samples' || smooth !== null || baselines.some(({ kind }) => kind === 'sampled')
  );
}

function meanValue(target: Target, evaluations: readonly Evaluation[]): number {
  return evaluations.reduce((sum, { scores }) => sum + valueOf(target, scores), 0) / evaluations.length;
}
