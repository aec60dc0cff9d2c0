import type { Architecture } from './architecture.ts';
import { embeddingsIn, fieldsWith } from './bert.ts';

/** ALBERT (Lan et al. 2020): transformers, `modeling_albert.py`. */
export const albert: Architecture = {
  name: 'Albert',
  fields: fieldsWith({
    vocabSize: ['vocab_size', 30000],
    hiddenSize: ['hidden_size', 4096],
    embeddingSize: ['embedding_size', 128],
    groups: ['num_hidden_groups', 1],
    blocksPerLayer: ['inner_group_num', 1],
    heads: ['num_attention_heads', 64],
    intermediateSize: ['intermediate_size', 16384],
    hiddenAct: ['hidden_act', 'gelu_new'],
  }),
  embeddings: {
    ...embeddingsIn('albert'),
    projection: { module: 'albert.encoder.embedding_hidden_mapping_in', ifNeeded: false },
  },
  block: {
    module: 'albert.encoder.albert_layer_groups.*.albert_layers.*',
    query: 'attention.query',
    key: 'attention.key',
    value: 'attention.value',
    attentionOutput: 'attention.dense',
    attentionNorm: 'attention.LayerNorm',
    intermediate: 'ffn',
    output: 'ffn_output',
    outputNorm: 'full_layer_layer_norm',
  },
  head: { pooler: { dense: 'albert.pooler', activation: 'tanh' }, output: 'classifier' },
  leftovers: ['predictions.', 'sop_classifier.', 'albert.pooler.'],
};
