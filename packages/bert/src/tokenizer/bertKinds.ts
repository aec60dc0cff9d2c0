import type { Kinds } from './kinds.ts';
import { readWordPiece } from './model/wordPiece.ts';
import { readBertNormalizer } from './normalizer/bert.ts';
import { readBertProcessing } from './postProcessor/bert.ts';
import { readTemplateProcessing } from './postProcessor/templateProcessing.ts';
import { bertPreTokenizer } from './preTokenizer/bert.ts';

/** What BERT's own tokenizers are made of. */
export const bertKinds = {
  normalizer: { BertNormalizer: readBertNormalizer },
  pre_tokenizer: { BertPreTokenizer: () => bertPreTokenizer },
  model: { WordPiece: readWordPiece },
  post_processor: { TemplateProcessing: readTemplateProcessing, BertProcessing: readBertProcessing },
} satisfies Kinds;
