import {
  BertClassifier,
  parseConfig,
  tensorShapes,
  tokenizerFromVocabulary,
  type BertConfig,
  type Tokenizer,
} from '@gradlens/bert';
import { Random, referenceBackend, sizeOf, variable } from '@gradlens/tensor';
import fc from 'fast-check';

const words = ['film', 'plot', 'good', 'bad', 'dull', 'fun', 'un', '##funny', '##ly', ',', 'not', 'very'];
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words];

export type Weights = ReadonlyMap<string, Float64Array>;

/** A small BERT: its configuration and its weights. */
export interface DrawnModel {
  readonly config: BertConfig;
  readonly weights: Weights;
}

/** Models of one or two blocks with random weights. */
export const drawnModels: fc.Arbitrary<DrawnModel> = fc
  .record({
    seed: fc.integer(),
    heads: fc.integer({ min: 1, max: 3 }),
    headSize: fc.integer({ min: 2, max: 4 }),
    layers: fc.integer({ min: 1, max: 2 }),
    intermediateSize: fc.integer({ min: 3, max: 9 }),
    labels: fc.integer({ min: 2, max: 4 }),
    hiddenAct: fc.constantFrom('gelu', 'gelu_new'),
  })
  .map(({ seed, heads, headSize, layers, intermediateSize, labels, hiddenAct }) =>
    drawModel(seed, {
      vocab_size: vocabulary.length,
      hidden_size: heads * headSize,
      num_attention_heads: heads,
      num_hidden_layers: layers,
      intermediate_size: intermediateSize,
      hidden_act: hiddenAct,
      max_position_embeddings: 24,
      id2label: Object.fromEntries(Array.from({ length: labels }, (_, i) => [i, `label ${i}`])),
    }),
  );

/** A model of the given fields of config.json with random weights. */
export function drawModel(seed: number, fields: object): DrawnModel {
  const config = parseConfig(JSON.stringify({ model_type: 'bert', ...fields }), 'config.json');
  return { config, weights: drawWeights(config, new Random(seed)) };
}

/** Texts of words that such a model knows, and of one that it does not. */
export const drawnTexts = fc
  .array(fc.constantFrom('film', 'plot', 'good', 'bad', 'unfunny', 'dully', ',', 'not', 'very', 'zebra'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((drawn) => drawn.join(' '));

function drawWeights(config: BertConfig, random: Random): Weights {
  const weights = new Map<string, Float64Array>();
  for (const [name, shape] of tensorShapes(config)) {
    const center = name.endsWith('LayerNorm.weight') ? 1 : 0;
    weights.set(
      name,
      Float64Array.from({ length: sizeOf(shape) }, () => center + 0.3 * random.normal()),
    );
  }
  return weights;
}

const wordPiece = tokenizerFromVocabulary(vocabulary.join('\n'), { do_lower_case: true });

/** The model on the reference, in float64. */
export function open({ config, weights }: DrawnModel, tokenizer: Tokenizer = wordPiece): BertClassifier {
  const shapes = tensorShapes(config);
  const { embeddingSize } = config;
  const table = weights.get('bert.embeddings.word_embeddings.weight')!;
  const variables = [...weights].map(([name, data]) => variable(name, shapes.get(name)!, () => data));
  return new BertClassifier({
    name: 'drawn',
    config,
    tokenizer,
    wordEmbeddings: (ids) =>
      Float64Array.from(
        [...ids].flatMap((id) => [...table.subarray(id * embeddingSize, (id + 1) * embeddingSize)]),
      ),
    weights: new Map([...weights.keys()].map((name, i) => [name, variables[i]!])),
    variables,
    backend: referenceBackend(),
    loadMilliseconds: 0,
  });
}
