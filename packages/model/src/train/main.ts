import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig, tokenizerFromVocabulary, type Tokenizer } from '@gradlens/bert';
import { openBackend } from '@gradlens/tensor/node';
import { createMoments } from './adamw.ts';
import { batches, dropWords, type EncodedExample } from './batches.ts';
import { readExamples, type Example } from './data.ts';
import { exportModel } from './exportModel.ts';
import { freshParameters } from './parameters.ts';
import { Progress } from './progress.ts';
import { Random } from './random.ts';
import { recipe } from './recipe.ts';
import { oneCycle } from './schedule.ts';
import { restoreState, saveState } from './state.ts';
import { Trainer } from './trainer.ts';
import { learnVocabulary } from './vocabulary.ts';

const usage = `usage: npm run train -- --data FOLDER [--work FOLDER] [--out FOLDER] [--device auto|webgpu|reference]

Trains the bundled model on FOLDER/train.tsv and measures it on FOLDER/dev.tsv.
The work folder (default .cache/training) keeps the state: a run that was interrupted goes on from there.`;

/** Steps between saved states. */
const SAVE_EVERY = 200;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    work: { type: 'string', default: '.cache/training' },
    out: { type: 'string', default: 'model' },
    device: { type: 'string', default: 'auto' },
  },
});
if (options.data === undefined) {
  console.error(usage);
  process.exit(2);
}
await train(options.data, options.work, options.out, options.device as 'auto');

async function train(
  data: string,
  work: string,
  out: string,
  device: 'auto' | 'webgpu' | 'reference',
): Promise<void> {
  const [trainSet, devSet] = [
    await readExamples(join(data, 'train.tsv')),
    await readExamples(join(data, 'dev.tsv')),
  ];
  await mkdir(work, { recursive: true });
  const vocabulary = await vocabularyOf(trainSet, join(work, 'vocab.txt'));
  const tokenizer = tokenizerFromVocabulary(`${vocabulary.join('\n')}\n`);
  const model = { ...recipe.model, vocab_size: vocabulary.length };
  const config = parseConfig(JSON.stringify(model), 'recipe');
  const encoded = trainSet.map((example) => encode(example, tokenizer));
  const packing = {
    rows: recipe.rows,
    labelCount: config.labels.length,
    labelSmoothing: recipe.labelSmoothing,
    padTokenId: config.padTokenId,
  };

  const backend = await openBackend(device);
  const parameters = freshParameters(config, recipe.seed);
  const trained = new Map(
    [...parameters].map(([name, parameter]) => [
      name,
      { parameter, moments: createMoments(name, parameter) },
    ]),
  );
  const trainer = new Trainer(config, trained, recipe, backend);

  const statePath = join(work, 'state.safetensors');
  const done = existsSync(statePath) ? await restoreState(statePath, trained, backend) : 0;
  const epochs = Array.from({ length: recipe.epochs }, (_, epoch) =>
    epochBatches(encoded, epoch, tokenizer.specialIds.unk, packing),
  );
  const schedule = epochs.flat();
  const learningRate = oneCycle(recipe.peakLearningRate, recipe.warmUp, schedule.length);
  const progress = new Progress(schedule.length, done);
  for (let step = done; step < schedule.length; step++) {
    const batch = schedule[step]!;
    progress.add(step, await trainer.train(batch, step, learningRate(step)), batch.attentionMask.length);
    if ((step + 1) % SAVE_EVERY === 0) await saveState(statePath, trained, step + 1, backend);
  }
  await saveState(statePath, trained, schedule.length, backend);
  await exportModel(out, model, vocabulary, trained, backend);

  const accuracy = async (examples: readonly Example[]): Promise<string> => {
    let [correct, rows] = [0, 0];
    for (const batch of batches(
      examples.map((example) => encode(example, tokenizer)),
      packing,
    )) {
      const result = await trainer.evaluate(batch);
      correct += result.correct;
      rows += result.rows;
    }
    return `${((100 * correct) / rows).toFixed(2)} % of ${rows}`;
  };
  const sentences = devSet.filter(({ text }) => text.endsWith('.') && text.split(' ').length >= 8);
  progress.say(
    `held-out phrases: ${await accuracy(devSet)}; whole sentences among them: ${await accuracy(sentences)}`,
  );
  await backend.dispose();
}

async function vocabularyOf(examples: readonly Example[], path: string): Promise<string[]> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trimEnd().split('\n');
  const vocabulary = learnVocabulary(
    examples.map(({ text }) => text),
    recipe.vocabularySize,
  );
  await writeFile(path, `${vocabulary.join('\n')}\n`);
  return vocabulary;
}

function encode({ text, label }: Example, tokenizer: Tokenizer): EncodedExample {
  return {
    ids: tokenizer.encode(text, null, { maxLength: recipe.model.max_position_embeddings }).ids,
    label,
  };
}

/** An epoch's batches depend on the seed and the epoch alone, so that a resumed run sees what the interrupted one would have. */
function epochBatches(
  examples: readonly EncodedExample[],
  epoch: number,
  unk: number,
  packing: Parameters<typeof batches>[1],
) {
  const random = new Random(recipe.seed * 1000 + epoch);
  const dropped = random
    .shuffled(examples)
    .map((example) => dropWords(example, recipe.wordDropRate, unk, random));
  return random.shuffled(batches(dropped, packing));
}
