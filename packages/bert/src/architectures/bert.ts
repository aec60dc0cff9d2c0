import type { Architecture, BlockModules, ConfigFields, EmbeddingModules } from './architecture.ts';

/** BERT (Devlin et al. 2019): transformers, `modeling_bert.py`. */
export const bert: Architecture = {
  name: 'Bert',
  fields: {
    vocabSize: ['vocab_size', 30522],
    hiddenSize: ['hidden_size', 768],
    embeddingSize: null,
    layers: ['num_hidden_layers', 12],
    groups: null,
    blocksPerLayer: null,
    heads: ['num_attention_heads', 12],
    intermediateSize: ['intermediate_size', 3072],
    hiddenAct: ['hidden_act', 'gelu'],
    layerNormEps: ['layer_norm_eps', 1e-12],
    maxPositions: ['max_position_embeddings', 512],
    typeVocabSize: ['type_vocab_size', 2],
    padTokenId: ['pad_token_id', 0],
  },
  embeddings: embeddingsIn('bert'),
  block: blockIn('bert'),
  head: { pooler: { dense: 'bert.pooler.dense', activation: 'tanh' }, output: 'classifier' },
  leftovers: ['cls.', 'bert.pooler.'],
};

/** BERT's names for its parts, of a model of another name. */
export function embeddingsIn(model: string): EmbeddingModules {
  return {
    word: `${model}.embeddings.word_embeddings`,
    position: `${model}.embeddings.position_embeddings`,
    type: `${model}.embeddings.token_type_embeddings`,
    norm: `${model}.embeddings.LayerNorm`,
    positionsFollowPadding: false,
    projection: null,
  };
}

export function blockIn(model: string): BlockModules {
  return {
    module: `${model}.encoder.layer.*`,
    query: 'attention.self.query',
    key: 'attention.self.key',
    value: 'attention.self.value',
    attentionOutput: 'attention.output.dense',
    attentionNorm: 'attention.output.LayerNorm',
    intermediate: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
  };
}

/** BERT's fields, some of them with another default. */
export function fieldsWith(changed: Partial<ConfigFields>): ConfigFields {
  return { ...bert.fields, ...changed };
}
