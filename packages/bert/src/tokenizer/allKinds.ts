import { bertKinds } from './bertKinds.ts';
import type { Kinds } from './kinds.ts';
import { readBpe } from './model/bpe.ts';
import { readUnigram } from './model/unigram.ts';
import { lowercase } from './normalizer/lowercase.ts';
import { Nfkd } from './normalizer/nfkd.ts';
import { readPrecompiled } from './normalizer/precompiled.ts';
import { readReplace } from './normalizer/replace.ts';
import { readSequenceNormalizer } from './normalizer/sequence.ts';
import { stripAccents } from './normalizer/stripAccents.ts';
import { readRobertaProcessing } from './postProcessor/roberta.ts';
import { readByteLevel } from './preTokenizer/byteLevel.ts';
import { readMetaspace } from './preTokenizer/metaspace.ts';
import { readSequencePreTokenizer } from './preTokenizer/sequence.ts';
import { whitespaceSplit } from './preTokenizer/whitespaceSplit.ts';

/** All kinds of stages. Loaded when a file has one that is not BERT's, for their tables are large. */
export const allKinds: Kinds = {
  normalizer: {
    ...bertKinds.normalizer,
    Sequence: readSequenceNormalizer,
    NFKD: () => new Nfkd(),
    StripAccents: () => stripAccents,
    Lowercase: () => lowercase,
    Replace: readReplace,
    Precompiled: readPrecompiled,
  },
  pre_tokenizer: {
    ...bertKinds.pre_tokenizer,
    Sequence: readSequencePreTokenizer,
    ByteLevel: readByteLevel,
    WhitespaceSplit: () => whitespaceSplit,
    Metaspace: readMetaspace,
  },
  model: { ...bertKinds.model, BPE: readBpe, Unigram: readUnigram },
  post_processor: { ...bertKinds.post_processor, RobertaProcessing: readRobertaProcessing },
};
