import type { Tensor } from '@gradlens/tensor';

/** What a model needs to know of the tokens of some rows of text besides their words, as tensors. */
export interface TokenContext {
  /** i32 [rows, tokens]: as the tokenizer has them; for BERT 0 in the first segment, 1 in the second. */
  readonly tokenTypeIds: Tensor;
  /** f32 [rows, tokens]: 1 for tokens, 0 for padding. */
  readonly attentionMask: Tensor;
  /** i32 [rows, tokens]; when left out, those of rows that have no padding but at their ends. */
  readonly positionIds?: Tensor;
  /** f32 [rows, reads, tokens]: the tokens whose output the head reads, each a row of zeros with a 1 at the token; when left out, the first. */
  readonly reads?: Tensor;
}

/** The tokens of some rows of text, as tensors. */
export interface TokenTensors extends TokenContext {
  /** i32 [rows, tokens] */
  readonly inputIds: Tensor;
}
