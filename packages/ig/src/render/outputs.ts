import type { Explanation, Prediction } from '../explanation.ts';
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

/** What a model says, in short. */
export interface Headline {
  /** The word that it is said of; null where it is said of the text. */
  readonly of: string | null;
  /** The predicted label or, of a question, the answer. */
  readonly said: string;
  readonly value: string;
  /** Other labels, likeliest first; or the explained end of the answer. */
  readonly others: readonly { readonly label: string; readonly value: string }[];
}

export function headline(explanation: Pick<Explanation, 'prediction' | 'model' | 'target'>): Headline {
  const { prediction, target } = explanation;
  const [predicted, ...others] = outputs(explanation) as [Output, ...Output[]];
  const { answer } = prediction;
  if (!answer)
    return { of: target.word?.text ?? null, said: predicted.label, value: predicted.value, others };
  const value = percent(prediction.probabilities![target.index!]!);
  return {
    of: null,
    said: answer.text,
    value: percent(answer.probability),
    others: [{ label: `${target.label} at ${target.word!.text}`, value }],
  };
}
