import { referenceBackend } from '@gradlens/tensor';
import type { Folder } from './bytes/folder.ts';
import { inspectCheckpoint, type CheckpointSummary } from './checkpoint/checkpoint.ts';
import type { BertConfig } from './checkpoint/config.ts';
import { BertClassifier } from './classifier.ts';
import { ModelError } from './errors.ts';
import { loadTokenizerOf } from './loadTokenizer.ts';
import { StackedWeights } from './model/stackedWeights.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';

/** What a model's folder holds, but for its numbers. */
export interface ModelSummary extends CheckpointSummary {
  /** null where it cannot be read, which `problem` then tells unless there is one before it. */
  readonly tokenizer: Tokenizer | null;
}

/**
 * Tells what a model's folder holds without reading a weight. What keeps it from being loaded is its `problem`.
 *
 * @throws ModelError if the configuration or the weights' headers are missing or damaged
 * @throws UnsupportedModelError if the configuration is not that of a model of BERT's family
 */
export async function inspectModel(folder: Folder): Promise<ModelSummary> {
  const summary = await inspectCheckpoint(folder);
  try {
    return { ...summary, tokenizer: await loadTokenizerOf(folder, summary.config) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...summary, tokenizer: null, problem: summary.problem ?? error.message };
  }
}

/** A classifier without weights: its graphs can be built and measured, and not computed. */
export function outlinedClassifier(name: string, config: BertConfig, tokenizer: Tokenizer): BertClassifier {
  const absent = (): never => {
    throw new Error(`${name} was not loaded`);
  };
  const weights = new StackedWeights(config, absent);
  return new BertClassifier({
    name,
    config,
    tokenizer,
    wordEmbeddings: absent,
    weights: weights.tensors,
    variables: weights.variables,
    backend: referenceBackend(),
    loadMilliseconds: 0,
  });
}
