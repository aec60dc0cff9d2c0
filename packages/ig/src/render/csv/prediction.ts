import type { Prediction } from '../../explanation.ts';
import { isFailure, type Failure, type Recorded } from '../recorded.ts';
import { csvFormat } from './format.ts';
import { sourceColumns, sourceOf } from './source.ts';

const columns = [...sourceColumns, 'text', 'pair', 'predicted', 'probability', 'logit', 'error'] as const;

/** A row for each text, with what is predicted for it. */
export const predictionCsv = csvFormat(columns, (record: Recorded<Prediction> | Failure, index) => {
  const source = sourceOf(record, index);
  if (isFailure(record)) return [{ ...source, error: record.error }];
  const {
    text,
    pair,
    prediction: { index: predicted, label, probabilities, logits },
  } = record;
  return [
    {
      ...source,
      text,
      pair,
      predicted: label,
      probability: probabilities && probabilities[predicted]!,
      logit: logits[predicted]!,
    },
  ];
});
