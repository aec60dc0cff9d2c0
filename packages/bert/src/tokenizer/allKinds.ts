import type { Kinds } from './kinds.ts';
import { readBpe } from './model/bpe.ts';
import { readUnigram } from './model/unigram.ts';
import { readWordPiece } from './model/wordPiece.ts';
import { readBertNormalizer } from './normalizer/bert.ts';
import { lowercase } from './normalizer/lowercase.ts';
import { Nfkd } from './normalizer/nfkd.ts';
import { readPrecompiled } from './normalizer/precompiled.ts';
import { readReplace } from './normalizer/replace.ts';
import { readSequenceNormalizer } from './normalizer/sequence.ts';
import { stripAccents } from './normalizer/stripAccents.ts';
import { readBertProcessing } from './postProcessor/bert.ts';
import { readRobertaProcessing } from './postProcessor/roberta.ts';
import { readTemplateProcessing } from './postProcessor/templateProcessing.ts';
import { bertPreTokenizer } from './preTokenizer/bert.ts';
import { readByteLevel } from './preTokenizer/byteLevel.ts';
import { readMetaspace } from './preTokenizer/metaspace.ts';
import { readSequencePreTokenizer } from './preTokenizer/sequence.ts';
import { whitespaceSplit } from './preTokenizer/whitespaceSplit.ts';

/** The kinds of stages that tokenizer.json may have. */
export const allKinds: Kinds = {
  normalizer: {
    BertNormalizer: readBertNormalizer,
    Sequence: readSequenceNormalizer,
    NFKD: () => new Nfkd(),
    StripAccents: () => stripAccents,
    Lowercase: () => lowercase,
    Replace: readReplace,
    Precompiled: readPrecompiled,
  },
  pre_tokenizer: {
    BertPreTokenizer: () => bertPreTokenizer,
    Sequence: readSequencePreTokenizer,
    ByteLevel: readByteLevel,
    WhitespaceSplit: () => whitespaceSplit,
    Metaspace: readMetaspace,
  },
  model: { WordPiece: readWordPiece, BPE: readBpe, Unigram: readUnigram },
  post_processor: {
    TemplateProcessing: readTemplateProcessing,
    BertProcessing: readBertProcessing,
    RobertaProcessing: readRobertaProcessing,
  },
};
