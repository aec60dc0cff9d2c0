import type { DifferentiableClassifier } from '../../classifier.ts';
import type { AnyPrediction, SaidOfText } from '../../explanation.ts';
import { isFailure, type Failure, type Recorded } from '../recorded.ts';
import type { Format } from '../format.ts';
import { csvFormat } from './format.ts';
import { sourceColumns, sourceOf } from './source.ts';

const columns = [...sourceColumns, 'text', 'pair', 'predicted', 'probability', 'logit', 'error'] as const;

/** Where the words stand that something is said of. */
const placeColumns = {
  'text-classification': [],
  'token-classification': ['segment', 'word', 'start', 'end'],
  'question-answering': ['segment', 'start', 'end'],
} as const;

type Task = DifferentiableClassifier['task'];
type Column = (typeof columns)[number] | (typeof placeColumns)[Task][number];
type Row = Partial<Record<Column, string | number | null>>;

/** A row for each text, or for each of its words where these have labels, with what is predicted for it. */
export function predictionCsv(task: Task): Format<Recorded<AnyPrediction> | Failure> {
  return csvFormat<Recorded<AnyPrediction> | Failure, Column>([...columns, ...placeColumns[task]], rowsOf);
}

function rowsOf(record: Recorded<AnyPrediction> | Failure, index: number): Row[] {
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
}

function labelled({ index, label, probabilities, logits }: SaidOfText) {
  return {
    predicted: label,
    probability: probabilities && probabilities[index]!,
    logit: logits[index]!,
  };
}
