import type { Tokenizer } from '@gradlens/bert';
import type { EncodedExample } from './batches.ts';
import type { DataSet } from './data.ts';

/** Whole texts. Throws an Error that names the file and the line of one with more than `maxTokens`. */
export function encodeWhole(
  { path, examples }: DataSet,
  tokenizer: Tokenizer,
  maxTokens: number,
): EncodedExample[] {
  return examples.map(({ text, label, line }) => {
    const { ids } = tokenizer.encode(text);
    if (ids.length > maxTokens) {
      throw new Error(
        `${path}, line ${line}: ${ids.length} tokens, but the model reads at most ${maxTokens}: shorten the text`,
      );
    }
    return { ids, label };
  });
}

/** The texts with the contractions of "not" as everybody writes them: "isn't" for SST-2's "is n't". */
export function withNotJoined(dataSet: DataSet): DataSet {
  const examples = dataSet.examples.map((example) => ({
    ...example,
    text: example.text.replaceAll(" n't", "n't"),
  }));
  return { ...dataSet, examples };
}
