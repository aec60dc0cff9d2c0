import type { BertConfig, Tokenizer } from '@gradlens/bert';
import { batches, dropWords, type Batch, type EncodedExample } from './batches.ts';
import type { DataSet } from './data.ts';
import { Random } from './random.ts';
import type { Stage } from './recipe.ts';
import { crop, readReview } from './reviews.ts';
import { encodeWhole } from './wholeTexts.ts';

/**
 * All batches of a stage in their order. Those of an epoch depend on the seed and the epoch alone, so that a resumed run sees what the interrupted one
 * would have.
 */
export function stageBatches(
  stage: Stage,
  dataSet: DataSet,
  tokenizer: Tokenizer,
  config: BertConfig,
  seed: number,
): Batch[] {
  const { rows, labelSmoothing, wordDropRate } = stage;
  const packing = { rows, labelSmoothing, labelCount: config.labels.length, padTokenId: config.padTokenId };
  const examplesOf = epochExamples(stage, dataSet, tokenizer, config);
  return Array.from({ length: stage.epochs }, (_, epoch) => {
    const random = new Random(seed * 1000 + epoch);
    const dropped = random
      .shuffled(examplesOf(random))
      .map((example) => dropWords(example, wordDropRate, tokenizer.specialIds.unk, random));
    return random.shuffled(batches(dropped, packing));
  }).flat();
}

/** What an epoch reads: a new crop of each review, or the same whole texts. */
function epochExamples(
  { cropTokens }: Stage,
  dataSet: DataSet,
  tokenizer: Tokenizer,
  { maxPositions }: BertConfig,
): (random: Random) => EncodedExample[] {
  if (cropTokens === undefined) {
    const examples = encodeWhole(dataSet, tokenizer, maxPositions);
    return () => examples;
  }
  const reviews = dataSet.examples.map(readReview);
  return (random) => reviews.map((review) => crop(review, cropTokens, tokenizer, random));
}
