/** The fields of `config.json` in which the published BERT models differ: https://huggingface.co/google-bert. */
const base = {
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
};
const large = {
  hidden_size: 1024,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  intermediate_size: 4096,
};
const cased = { vocab_size: 28_996 };
const uncased = { vocab_size: 30_522 };

/** Those in which they do not. */
const common = {
  model_type: 'bert',
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  pad_token_id: 0,
};

/** By the models' names on the hub. */
export const publishedConfigs = {
  'bert-base-cased': { ...common, ...base, ...cased },
  'bert-base-uncased': { ...common, ...base, ...uncased },
  'bert-large-cased': { ...common, ...large, ...cased },
  'bert-large-uncased': { ...common, ...large, ...uncased },
  'bert-base-multilingual-cased': { ...common, ...base, vocab_size: 119_547 },
} as const;

export type PublishedConfig = keyof typeof publishedConfigs;

export const publishedConfigNames = Object.keys(publishedConfigs) as readonly PublishedConfig[];
