import type { Tokenizer } from '@gradlens/bert';
import type { EncodedExample } from './batches.ts';
import type { Example } from './data.ts';
import type { Random } from '@gradlens/tensor';

/** A text of many sentences and what it says as a whole. */
export interface Review {
  readonly sentences: readonly string[];
  readonly label: number;
}

const lineBreaks = /(?:<br \/>\s*)+/;
/** A stop, and the quotation marks and brackets that close with it. */
const sentenceEnds = /(?<=[.!?…]["')\]]*)\s+/;

export function readReview({ text, label }: Example): Review {
  const sentences = separateNot(text)
    .split(lineBreaks)
    .flatMap((paragraph) => paragraph.split(sentenceEnds))
    .filter((sentence) => sentence !== '');
  return { sentences, label };
}

/** The contractions of "not" as the Penn Treebank writes them, and SST-2 with it: "do n't", "ca n't". */
function separateNot(text: string): string {
  return text.replaceAll(/n['’]t\b/gi, " n't");
}

/**
 * A crop of a review: from a sentence on that is drawn at random, as many whole sentences as `maxTokens` have room for, but no more than
 * `maxSentences`, under the label of the whole. A sentence that alone is longer ends where the room does.
 */
export function crop(
  { sentences, label }: Review,
  {
    maxTokens,
    maxSentences = Infinity,
  }: { readonly maxTokens: number; readonly maxSentences?: number | undefined },
  tokenizer: Tokenizer,
  random: Random,
): EncodedExample {
  const first = Math.floor(random.uniform() * sentences.length);
  let { ids } = tokenizer.encode(sentences[first]!, null, { maxLength: maxTokens });
  for (const sentence of sentences.slice(first + 1, first + maxSentences)) {
    const more = tokenizer.encode(sentence).ids;
    // The [SEP] of the one and the [CLS] of the other fall away.
    if (ids.length + more.length - 2 > maxTokens) break;
    ids = [...ids.slice(0, -1), ...more.slice(1)];
  }
  return { ids, label };
}
