import type { Architecture } from './architecture.ts';
import { blockIn, embeddingsIn, fieldsWith } from './bert.ts';

/** RoBERTa (Liu et al. 2019): transformers, `modeling_roberta.py`. */
export const roberta: Architecture = {
  name: 'Roberta',
  fields: fieldsWith({ vocabSize: ['vocab_size', 50265], padTokenId: ['pad_token_id', 1] }),
  embeddings: { ...embeddingsIn('roberta'), positionsFollowPadding: true },
  block: blockIn('roberta'),
  head: { pooler: { dense: 'classifier.dense', activation: 'tanh' }, output: 'classifier.out_proj' },
  leftovers: ['lm_head.', 'roberta.pooler.'],
};

/** XLM-RoBERTa (Conneau et al. 2020): transformers, `modeling_xlm_roberta.py`. */
export const xlmRoberta: Architecture = {
  ...roberta,
  name: 'XLMRoberta',
  fields: { ...roberta.fields, vocabSize: ['vocab_size', 30522] },
};
