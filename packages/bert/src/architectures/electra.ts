import type { Architecture } from './architecture.ts';
import { blockIn, embeddingsIn, fieldsWith } from './bert.ts';

/** ELECTRA (Clark et al. 2020): transformers, `modeling_electra.py`. */
export const electra: Architecture = {
  name: 'Electra',
  fields: fieldsWith({
    hiddenSize: ['hidden_size', 256],
    embeddingSize: ['embedding_size', 128],
    heads: ['num_attention_heads', 4],
    intermediateSize: ['intermediate_size', 1024],
  }),
  embeddings: {
    ...embeddingsIn('electra'),
    projection: { module: 'electra.embeddings_project', ifNeeded: true },
  },
  block: blockIn('electra'),
  head: { pooler: { dense: 'classifier.dense', activation: 'gelu' }, output: 'classifier.out_proj' },
  leftovers: ['discriminator_predictions.', 'generator_predictions.', 'generator_lm_head.'],
};
