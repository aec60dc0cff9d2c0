import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { scoreTokens } from './graphs/forward.ts';
import type { RowOptions } from './graphs/rows.ts';
import type { LabelledText } from './output/place.ts';
import { rowOf } from './study.ts';
import { readWords } from './text/writtenWords.ts';

/** What a model whose labels are those of tokens makes of a text. */
export async function labelledText(
  model: DifferentiableClassifier,
  text: string,
  pair: string | null,
  tokens: readonly TextToken[],
  options: RowOptions,
): Promise<LabelledText> {
  const row = rowOf(model, tokens, options);
  const reads = Int32Array.from(row.inputIds.keys());
  const [logits] = await scoreTokens(model, { kind: 'logit' }, [{ ...row, reads }], options);
  const { length } = model.labels;
  return {
    tokens,
    words: readWords(text, pair, tokens),
    pair,
    logits: tokens.map((_, token) => logits!.subarray(token * length, (token + 1) * length)),
  };
}
