import type { AnyPrediction, SaidOfText } from '../../explanation.ts';
import { isFailure, type Failure, type Recorded } from '../recorded.ts';
import { csvFormat } from './format.ts';
import { sourceColumns, sourceOf } from './source.ts';

const columns = [
  ...sourceColumns,
  'text',
  'pair',
  'predicted',
  'probability',
  'logit',
  'error',
  'segment',
  'word',
  'start',
  'end',
] as const;

/** A row for each text, or for each of its words where these have labels, with what is predicted for it. */
export const predictionCsv = csvFormat(columns, (record: Recorded<AnyPrediction> | Failure, index) => {
  const source = sourceOf(record, index);
  if (isFailure(record)) return [{ ...source, error: record.error }];
  const { text, pair, prediction } = record;
  const common = { ...source, text, pair };
  if ('words' in prediction) {
    return prediction.words.map(({ text: word, start, end, segment = 0, ...own }) => ({
      ...common,
      ...labelled(own),
      segment,
      word,
      start,
      end,
    }));
  }
  if ('answer' in prediction) {
    const { text: predicted, probability, segment = 0, start, end } = prediction.answer;
    return [{ ...common, predicted, probability, segment, start, end }];
  }
  return [{ ...common, ...labelled(prediction) }];
});

function labelled({ index, label, probabilities, logits }: SaidOfText) {
  return {
    predicted: label,
    probability: probabilities && probabilities[index]!,
    logit: logits[index]!,
  };
}
