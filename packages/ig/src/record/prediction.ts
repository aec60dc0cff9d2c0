import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { exponential } from '../exponential.ts';
import { softmax } from '../softmax.ts';
import type { Prediction, SaidOfText } from '../explanation.ts';
import { largestIndex } from '../output/largest.ts';

/** The parts of a record that tell what predicted and what came out. */
export function describePrediction(
  model: DifferentiableClassifier,
  logits: NumericArray,
): Pick<Prediction, 'model' | 'device' | 'prediction'> {
  return { ...describeModel(model), prediction: saidBy(model, logits) };
}

export function describeModel(model: DifferentiableClassifier): Pick<Prediction, 'model' | 'device'> {
  return {
    model: { name: model.name, architecture: model.architecture, labels: model.labels },
    device: { backend: model.backend.name, adapter: model.backend.adapter },
  };
}

/** What logits [labels] say of a text, or of a token. */
export function saidBy(model: DifferentiableClassifier, logits: NumericArray): SaidOfText {
  const index = largestIndex(logits);
  return {
    index,
    label: model.labels[index]!,
    logits: [...logits],
    probabilities: probabilities(model, logits),
  };
}

/** As transformers' text-classification pipeline gives them. */
function probabilities({ problemType }: DifferentiableClassifier, logits: NumericArray): number[] | null {
  switch (problemType) {
    case 'single_label_classification':
      return softmax(logits);
    case 'multi_label_classification':
      return Array.from(logits, (logit) => 1 / (1 + exponential(-logit)));
    case 'regression':
      return null;
  }
}
