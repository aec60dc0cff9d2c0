import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countWords,
  learnVocabulary,
  parseConfig,
  tokenizerFromVocabulary,
  type BertConfig,
} from '@gradlens/bert';
import type { Backend } from '@gradlens/tensor';
import { measureAccuracy, type Accuracy } from './accuracy.ts';
import type { Batch } from './batches.ts';
import { readDataSet, type DataSet, type Example } from './data.ts';
import { exportModel } from './exportModel.ts';
import { meanOutcome, readOutcome, writeOutcome, type Outcome } from './outcome.ts';
import { freshParameters } from './parameters.ts';
import type { Progress } from './progress.ts';
import type { Recipe } from './recipe.ts';
import { relabelled } from './relabel.ts';
import { readReview } from './reviews.ts';
import { epochExamples, stageBatches } from './stageBatches.ts';
import { trainStage } from './trainStage.ts';
import { encodeWhole } from './wholeTexts.ts';

export interface TrainingRequest {
  readonly recipe: Recipe;
  /** Folder with the files that the recipe's stages name and with `sst2/dev.tsv`, which is held out. */
  readonly data: string;
  /**
   * Folder of what later runs go on from: each stage's state after every `saveEvery` steps and at its end. Their names tell which recipe and data
   * they come from, so that runs that begin alike share them and others do not meet.
   */
  readonly work: string;
  readonly saveEvery: number;
  /** Folder that the model is written to. */
  readonly out: string;
  readonly backend: Backend;
  readonly progress: Progress;
  /** Stops after the step at hand; what was saved stays. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a classifier and writes it; gives its accuracy on the held-out examples. The same request gives the same model on the same backend, also when it was
 * interrupted and started again. Rejects with the signal's reason when stopped.
 */
export async function trainModel({
  recipe,
  data,
  work,
  out,
  backend,
  ...shared
}: TrainingRequest): Promise<{ phrases: Accuracy; sentences: Accuracy }> {
  const dataSets = await Promise.all(recipe.stages.map(({ file }) => readDataSet(join(data, file))));
  const heldOut = await readDataSet(join(data, 'sst2/dev.tsv'));
  await mkdir(work, { recursive: true });
  const { vocabularySize, model: description, adamw, seed } = recipe;
  const vocabulary = vocabularyOf(dataSets[0]!, vocabularySize);
  const tokenizer = tokenizerFromVocabulary(`${vocabulary.join('\n')}\n`);
  const model = { ...description, vocab_size: vocabulary.length };
  const config = parseConfig(JSON.stringify(model), 'recipe.ts');
  const heldOutTexts = encodeWhole(heldOut, tokenizer, config.maxPositions);
  const stages = recipe.stages.map((stage, i) => {
    const dataSet = dataSets[i]!;
    return { stage, dataSet, examplesOf: epochExamples(stage, dataSet, tokenizer, config) };
  });

  const parameters = freshParameters(config, seed);
  const outcomes = new Map<string, Outcome>();
  let origin = digest(vocabulary, model, adamw, seed);
  for (const { stage, dataSet, examplesOf } of stages) {
    origin = digest(origin, stage, dataSet.digest);
    const start =
      stage.from === undefined ? await readOutcome(parameters, backend) : outcomes.get(stage.from)!;
    const runs: Outcome[] = [];
    for (let run = 0; run < (stage.runs ?? 1); run++) {
      await writeOutcome(start, parameters, backend);
      const batches = async () => {
        const own = stageBatches(stage, examplesOf, tokenizer, config, seed + run);
        return stage.teacher === undefined
          ? own
          : taughtBy(outcomes.get(stage.teacher)!, own, stage.labelLogit ?? 0, config, backend);
      };
      const statePath = join(work, `${stage.name}-${run}-${origin}.safetensors`);
      await trainStage({ ...shared, stage, batches, config, parameters, adamw, statePath, backend });
      runs.push(await readOutcome(parameters, backend));
    }
    const outcome = meanOutcome(runs);
    await writeOutcome(outcome, parameters, backend);
    outcomes.set(stage.name, outcome);
  }
  await exportModel(out, model, vocabulary, parameters, backend);
  const sentences = heldOutTexts.filter((_, i) => isSentence(heldOut.examples[i]!));
  return {
    phrases: await measureAccuracy(heldOutTexts, config, parameters, backend),
    sentences: await measureAccuracy(sentences, config, parameters, backend),
  };
}

/** The batches with the labels that a stage's outcome gives them. */
async function taughtBy(
  teacher: Outcome,
  batches: readonly Batch[],
  labelLogit: number,
  config: BertConfig,
  backend: Backend,
): Promise<readonly Batch[]> {
  const parameters = freshParameters(config, 0);
  await writeOutcome(teacher, parameters, backend);
  try {
    return await relabelled(batches, labelLogit, config, parameters, backend);
  } finally {
    backend.release([...parameters.values()].map(({ node }) => node));
  }
}

/** SST-2 mixes phrases and the sentences they come from; those that end in a full stop are whole. */
function isSentence({ text }: Example): boolean {
  return text.endsWith(' .');
}

function vocabularyOf({ examples }: DataSet, size: number): string[] {
  return learnVocabulary(countWords(examples.flatMap((example) => readReview(example).sentences)), size);
}

/** A short name for what something is made from. */
function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
