import type { BertConfig } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import { batches, type Batch, type EncodedExample } from './batches.ts';
import { Predictor } from './predictor.ts';

/** How many of how many are right. */
export interface Accuracy {
  readonly correct: number;
  readonly rows: number;
}

/** Texts predicted at a time. */
const ROWS = 64;

/** How often the model is right about texts. */
export async function measureAccuracy(
  examples: readonly EncodedExample[],
  config: BertConfig,
  parameters: ReadonlyMap<string, Variable>,
  backend: Backend,
): Promise<Accuracy> {
  const predictor = new Predictor(config, parameters, backend);
  const packing = {
    rows: ROWS,
    labelCount: config.labels.length,
    labelSmoothing: 0,
    padTokenId: config.padTokenId,
  };
  let [correct, rows] = [0, 0];
  for (const batch of batches(examples, packing)) {
    const counted = countCorrect(await predictor.logits(batch), batch);
    correct += counted.correct;
    rows += counted.rows;
  }
  await predictor.dispose();
  return { correct, rows };
}

/** Of logits [rows, labels], those that are greatest at the label; rows that only fill the batch do not count. */
export function countCorrect(logits: ArrayLike<number>, { labels }: Batch): Accuracy {
  const labelCount = logits.length / labels.length;
  let [correct, rows] = [0, 0];
  for (const [row, label] of labels.entries()) {
    if (label < 0) continue;
    const scores = Array.from({ length: labelCount }, (_, i) => logits[row * labelCount + i]!);
    rows++;
    if (scores.indexOf(Math.max(...scores)) === label) correct++;
  }
  return { correct, rows };
}
