import { parseConfig, tensorShapes, type TensorToWrite } from '@gradlens/bert';
import { Random } from '@gradlens/tensor';
import { fillNormal } from '../normal.ts';

/** config.json of a classifier as large as BERT-base; its weights are random. */
export const bertBase = {
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  pad_token_id: 0,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  initializer_range: 0.02,
  id2label: { 0: 'negative', 1: 'positive' },
  label2id: { negative: 0, positive: 1 },
};

const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** The weights, the same every time: layer norms scale by 1, all else is normal, biases too, as nothing is zero in a trained model. */
export function* drawTensors(config: object): Generator<TensorToWrite> {
  const { initializer_range: deviation } = bertBase;
  const random = new Random(1);
  for (const [name, shape] of tensorShapes(parseConfig(JSON.stringify(config), 'config.json'))) {
    const data = new Float32Array(shape.reduce((product, dimension) => product * dimension, 1));
    if (name.endsWith('LayerNorm.weight')) data.fill(1);
    else fillNormal(data, deviation, random);
    yield { name, shape, dtype: 'F32', data };
  }
}

/** vocab.txt: special tokens, then words without a meaning. */
export function vocabulary(size: number): string {
  return Array.from({ length: size }, (_, id) => `${specialTokens[id] ?? word(id)}\n`).join('');
}

/** A text of so many tokens, [CLS] and [SEP] included, each a word of the vocabulary. */
export function textOf(tokens: number): string {
  const words = bertBase.vocab_size - specialTokens.length;
  // A prime step: no word comes twice.
  return textOfIds(Array.from({ length: tokens - 2 }, (_, i) => specialTokens.length + ((i * 7919) % words)));
}

/** The text whose tokens between [CLS] and [SEP] have these ids; [UNK] stands for ids of special tokens and those beyond the vocabulary. */
export function textOfIds(ids: readonly number[]): string {
  return ids.map(word).join(' ');
}

function word(id: number): string {
  return `w${id}`;
}
