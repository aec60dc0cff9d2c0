import type { Prediction } from '../explanation.ts';
import { number, percent, significant } from './numbers.ts';

/** What a model says of one label. */
export interface Output {
  readonly label: string;
  readonly logit: number;
  /** Null where the output is a number, not a choice. */
  readonly probability: number | null;
  /** The probability, or the number, as people read it. */
  readonly value: string;
  readonly predicted: boolean;
}

/** The predicted label, then the others, likeliest first. */
export function outputs({
  prediction: { index, logits, probabilities },
  model: { labels },
}: Pick<Prediction, 'prediction' | 'model'>): Output[] {
  return labels
    .map((label, i) => ({
      label,
      probability: probabilities && probabilities[i]!,
      value: probabilities ? percent(probabilities[i]!) : number(logits[i]!, significant(4)),
      predicted: i === index,
      logit: logits[i]!,
    }))
    .sort((a, b) => Number(b.predicted) - Number(a.predicted) || b.logit - a.logit);
}
