import { bertKinds } from './bertKinds.ts';
import type { Kinds } from './kinds.ts';
import { readBpe } from './model/bpe.ts';
import { readSequenceNormalizer } from './normalizer/sequence.ts';
import { readRobertaProcessing } from './postProcessor/roberta.ts';
import { readByteLevel } from './preTokenizer/byteLevel.ts';

/** All kinds of stages. Loaded when a file has one that is not BERT's, for their tables are large. */
export const allKinds: Kinds = {
  normalizer: { ...bertKinds.normalizer, Sequence: readSequenceNormalizer },
  pre_tokenizer: { ...bertKinds.pre_tokenizer, ByteLevel: readByteLevel },
  model: { ...bertKinds.model, BPE: readBpe },
  post_processor: { ...bertKinds.post_processor, RobertaProcessing: readRobertaProcessing },
};
