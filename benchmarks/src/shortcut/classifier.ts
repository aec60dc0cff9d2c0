import { BertClassifier, loadTokenizer, parseConfig, type BertConfig } from '@gradlens/bert';
import { directory } from '@gradlens/bert/node';
import { bundledModel } from '@gradlens/model';
import {
  batches,
  createMoments,
  freshParameters,
  measureAccuracy,
  oneCycle,
  recipe,
  Trainer,
  type Accuracy,
  type EncodedExample,
} from '@gradlens/model/train';
import { Random, type Backend, type Variable } from '@gradlens/tensor';
import { fileURLToPath } from 'node:url';
import { drawTexts, type ShortcutText } from './texts.ts';

/** Small enough to learn the shortcut in seconds. Of two blocks the first has an output between words and logits. */
const architecture = {
  ...recipe.model,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 128,
  max_position_embeddings: 32,
  id2label: { 0: 'without', 1: 'with' },
  label2id: { without: 0, with: 1 },
};

const training = { texts: 3200, rows: 64, peakLearningRate: 2e-3, warmUp: 0.1 };
const heldOutTexts = 1000;

/** A classifier that obeys the planted word. */
export interface ShortcutClassifier {
  readonly model: BertClassifier;
  /** Texts that it was not trained on. */
  readonly heldOut: readonly ShortcutText[];
  /** On these. */
  readonly accuracy: Accuracy;
}

/** Trains a classifier from random weights; the same seed gives the same one on the same backend. */
export async function trainShortcut(seed: number, backend: Backend): Promise<ShortcutClassifier> {
  const start = performance.now();
  const tokenizer = await loadTokenizer(directory(fileURLToPath(bundledModel)));
  const config = parseConfig(
    JSON.stringify({ ...architecture, vocab_size: tokenizer.vocabularySize }),
    'classifier.ts',
  );
  const encode = ({ text, label }: ShortcutText): EncodedExample => ({
    ids: tokenizer.encode(text).ids,
    label,
  });
  const random = new Random(seed);
  const parameters = freshParameters(config, seed);
  await train(parameters, drawTexts(training.texts, tokenizer, random).map(encode), config, backend);
  const heldOut = drawTexts(heldOutTexts, tokenizer, random);
  const accuracy = await measureAccuracy(heldOut.map(encode), config, parameters, backend);
  const wordEmbeddings = await rowsOf(parameters.get('bert.embeddings.word_embeddings.weight')!, backend);
  const loadMilliseconds = performance.now() - start;
  const model = new BertClassifier({
    name: 'shortcut',
    config,
    tokenizer,
    wordEmbeddings,
    weights: parameters,
    variables: [...parameters.values()],
    backend,
    loadMilliseconds,
  });
  return { model, heldOut, accuracy };
}

/** Gives the rows of a matrix on the backend. */
async function rowsOf(
  { node, shape }: Variable,
  backend: Backend,
): Promise<(rows: Int32Array) => Float32Array> {
  const width = shape[1]!;
  const numbers = await backend.read(node);
  return (rows) => {
    const found = new Float32Array(rows.length * width);
    for (const [i, row] of rows.entries())
      found.set(numbers.subarray(row * width, (row + 1) * width), i * width);
    return found;
  };
}

/** One epoch, as every text is drawn anew. */
async function train(
  parameters: ReadonlyMap<string, Variable>,
  examples: readonly EncodedExample[],
  config: BertConfig,
  backend: Backend,
): Promise<void> {
  const { rows, peakLearningRate, warmUp } = training;
  const { adamw } = recipe;
  const trained = new Map(
    [...parameters].map(([name, parameter]) => [
      name,
      { parameter, moments: createMoments(name, parameter) },
    ]),
  );
  const packing = {
    rows,
    labelCount: config.labels.length,
    labelSmoothing: 0,
    padTokenId: config.padTokenId,
  };
  const steps = batches(examples, packing);
  const learningRate = oneCycle(peakLearningRate, warmUp, steps.length);
  const trainer = new Trainer(config, trained, { dropoutRate: 0, adamw }, backend);
  for (const [step, batch] of steps.entries()) await trainer.train(batch, step, learningRate(step));
  await trainer.dispose();
  backend.release([...trained.values()].flatMap(({ moments }) => [moments.mean.node, moments.square.node]));
}
