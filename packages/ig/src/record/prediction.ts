import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { exponential } from '../exponential.ts';
import type { Prediction } from '../explanation.ts';
import { largestIndex } from '../output/output.ts';

/** The parts of a record that tell what predicted and what came out. */
export function describePrediction(
  model: DifferentiableClassifier,
  logits: NumericArray,
): Pick<Prediction, 'model' | 'device' | 'prediction'> {
  const index = largestIndex(logits);
  return {
    model: { name: model.name, architecture: model.architecture, labels: model.labels },
    device: { backend: model.backend.name, adapter: model.backend.adapter },
    prediction: {
      index,
      label: model.labels[index]!,
      logits: [...logits],
      probabilities: probabilities(model, logits),
    },
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

function softmax(logits: NumericArray): number[] {
  const largest = logits[largestIndex(logits)]!;
  const exponentials = Array.from(logits, (logit) => exponential(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}
