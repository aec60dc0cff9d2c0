import type { BertConfig, Tokenizer } from '@gradlens/bert';
import { batches, dropWords, type Batch, type EncodedExample } from './batches.ts';
import type { DataSet } from './data.ts';
import { Random } from '@gradlens/tensor';
import type { Stage } from './recipe.ts';
import { crop, readReview } from './reviews.ts';
import { encodeWhole, withNotJoined } from './wholeTexts.ts';

/** What a stage's epochs read: each a new crop of every review, or the whole texts, in the one spelling or the other. */
export type EpochExamples = (random: Random) => EncodedExample[];

/** Throws an Error that names the file and the line of a text that is to be read whole and is too long for the model. */
export function epochExamples(
  { cropTokens, cropSentences, joinRate = 0 }: Stage,
  dataSet: DataSet,
  tokenizer: Tokenizer,
  { maxPositions }: BertConfig,
): EpochExamples {
  if (cropTokens === undefined) {
    const examples = encodeWhole(dataSet, tokenizer, maxPositions);
    if (joinRate === 0) return () => examples;
    const joined = encodeWhole(withNotJoined(dataSet), tokenizer, maxPositions);
    return (random) => examples.map((example, i) => (random.uniform() < joinRate ? joined[i]! : example));
  }
  const reviews = dataSet.examples.map(readReview);
  const size = { maxTokens: cropTokens, maxSentences: cropSentences };
  return (random) => reviews.map((review) => crop(review, size, tokenizer, random));
}

/**
 * All batches of a stage in their order. Those of an epoch depend on the seed and the epoch alone, so that a resumed run sees what the interrupted one
 * would have.
 */
export function stageBatches(
  { epochs, rows, labelSmoothing, wordDropRate }: Stage,
  examplesOf: EpochExamples,
  tokenizer: Tokenizer,
  config: BertConfig,
  seed: number,
): Batch[] {
  const packing = { rows, labelSmoothing, labelCount: config.labels.length, padTokenId: config.padTokenId };
  return Array.from({ length: epochs }, (_, epoch) => {
    const random = new Random(seed * 1000 + epoch);
    const dropped = random
      .shuffled(examplesOf(random))
      .map((example) => dropWords(example, wordDropRate, tokenizer.specialIds.unk, random));
    return random.shuffled(batches(dropped, packing));
  }).flat();
}
