import type { BertConfig } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import type { Batch } from './batches.ts';
import { Predictor } from './predictor.ts';

/**
 * The batches with a model's probabilities as their targets (Hinton, Vinyals and Dean 2015) and its choice as their labels, when `labelLogit` is added
 * to its logit of the label that they had.
 */
export async function relabelled(
  batches: readonly Batch[],
  labelLogit: number,
  config: BertConfig,
  teacher: ReadonlyMap<string, Variable>,
  backend: Backend,
): Promise<Batch[]> {
  const predictor = new Predictor(config, teacher, backend);
  const result: Batch[] = [];
  for (const batch of batches)
    result.push({ ...batch, ...taught(batch, await predictor.logits(batch), labelLogit) });
  await predictor.dispose();
  return result;
}

/** Rows that only fill the batch stay without a target. */
function taught(
  { labels, targets }: Batch,
  logits: ArrayLike<number>,
  labelLogit: number,
): Pick<Batch, 'labels' | 'targets'> {
  const labelCount = targets.length / labels.length;
  const probabilities = new Float32Array(targets.length);
  const chosen = labels.map((label, row) => {
    if (label < 0) return label;
    const scores = Array.from({ length: labelCount }, (_, i) => logits[row * labelCount + i]!);
    scores[label]! += labelLogit;
    const largest = Math.max(...scores);
    const exponentials = scores.map((score) => Math.exp(score - largest));
    const total = exponentials.reduce((sum, value) => sum + value);
    probabilities.set(
      exponentials.map((value) => value / total),
      row * labelCount,
    );
    return scores.indexOf(largest);
  });
  return { labels: chosen, targets: probabilities };
}
