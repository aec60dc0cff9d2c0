import type { Architecture } from './architecture.ts';
import { embeddingsIn, fieldsWith } from './bert.ts';

/** DistilBERT (Sanh et al. 2019): transformers, `modeling_distilbert.py`. */
export const distilbert: Architecture = {
  name: 'DistilBert',
  fields: fieldsWith({
    hiddenSize: ['dim', 768, 'hidden_size'],
    layers: ['n_layers', 6, 'num_hidden_layers'],
    heads: ['n_heads', 12, 'num_attention_heads'],
    intermediateSize: ['hidden_dim', 3072],
    hiddenAct: ['activation', 'gelu'],
    layerNormEps: [null, 1e-12],
    typeVocabSize: null,
  }),
  embeddings: { ...embeddingsIn('distilbert'), type: null },
  block: {
    module: 'distilbert.transformer.layer.*',
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attentionOutput: 'attention.out_lin',
    attentionNorm: 'sa_layer_norm',
    intermediate: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  },
  head: { pooler: { dense: 'pre_classifier', activation: 'relu' }, output: 'classifier' },
  leftovers: ['vocab_transform.', 'vocab_layer_norm.', 'vocab_projector.'],
};
