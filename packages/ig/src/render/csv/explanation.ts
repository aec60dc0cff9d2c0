import type { Explanation } from '../../explanation.ts';
import { isFailure, type Failure, type Recorded } from '../recorded.ts';
import { targetName } from '../target.ts';
import { csvFormat } from './format.ts';
import { sourceColumns, sourceOf } from './source.ts';

const columns = [
  ...sourceColumns,
  'predicted',
  'probability',
  'target',
  'output',
  'value',
  'baselineValue',
  'layer',
  'delta',
  'segment',
  'word',
  'start',
  'end',
  'special',
  'attribution',
  'score',
  'error',
] as const;

/** What a layer gives a word or a token; scores are of the explanation's own layer. */
interface Given {
  readonly attribution: number;
  readonly score: number | null;
}

/** A row for each word, then for each special token, of the explanation's own layer, then of further ones. */
export const explanationCsv = csvFormat(columns, (record: Recorded<Explanation> | Failure, index) => {
  const source = sourceOf(record, index);
  if (isFailure(record)) return [{ ...source, error: record.error }];

  const { prediction, target, method, convergence, words, tokens, layers = [] } = record;
  const common = {
    ...source,
    predicted: prediction.label,
    probability: prediction.probabilities && prediction.probabilities[prediction.index]!,
    target: targetName(target),
    output: target.output,
    value: target.value,
    baselineValue: target.baselineValue,
  };
  const rowsOf = (
    layer: string | null,
    delta: number | null,
    ofWords: readonly Given[],
    ofTokens: readonly Given[],
  ) => [
    ...words.map(({ text, start, end, segment = 0 }, i) => {
      const { attribution, score } = ofWords[i]!;
      return { ...common, layer, delta, segment, word: text, start, end, special: false, attribution, score };
    }),
    ...tokens.flatMap(({ token, segment = 0, special }, i) => {
      const { attribution, score } = ofTokens[i]!;
      return special ? [{ ...common, layer, delta, segment, word: token, special, attribution, score }] : [];
    }),
  ];
  const unscored = (attribution: number): Given => ({ attribution, score: null });
  return [
    ...rowsOf(method.layer, convergence.delta, words, tokens),
    ...layers.flatMap((further) =>
      rowsOf(
        further.layer,
        further.convergence.delta,
        further.words.map(unscored),
        further.tokens.map(unscored),
      ),
    ),
  ];
});
