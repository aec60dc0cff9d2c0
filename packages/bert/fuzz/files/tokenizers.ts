import { fixture } from '../fixture.ts';

/** What the three kinds of models have in common. */
interface TokenizerFile {
  readonly added_tokens: readonly { readonly content: string; readonly id: number }[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly model: Model;
}

interface Model {
  readonly vocab: Readonly<Record<string, number>> | readonly (readonly [piece: string, score: number])[];
  readonly merges?: readonly (readonly [left: string, right: string])[];
}

const read = (path: string) => JSON.parse(new TextDecoder().decode(fixture(path))) as TokenizerFile;

/** Files with a small vocabulary, so that changes hit the rest as well. */
const smallWordPiece = withVocabulary(read('models/uncased-gelu/tokenizer.json'), (token, id) => {
  return id < 30 || /^(the|movie|is|su|##p|##s|un)/.test(token);
});
const smallBpe = withVocabulary(read('tokenizers/roberta/tokenizer.json'), (token, id) => {
  return token.length === 1 || id < 5 || /^Ġ(th?e?|mo?v?i?e?|is?|su?)$/.test(token);
});
const [smallUnigram, smallAlbert] = ['xlm-roberta', 'albert'].map((name) =>
  withPieces(read(`tokenizers/${name}/tokenizer.json`), 60),
) as [TokenizerFile, TokenizerFile];

/** Sound files of each kind of model, with other stages around it as well. */
export const tokenizerFiles = {
  wordPiece: [
    smallWordPiece,
    { ...smallWordPiece, post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] } },
    { ...smallWordPiece, normalizer: smallAlbert.normalizer },
    read('models/multilabel-one-head/tokenizer.json'),
  ],
  bpe: [
    smallBpe,
    {
      ...smallBpe,
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: false },
      model: { ...smallBpe.model, unk_token: '<unk>', fuse_unk: true, ignore_merges: true },
    },
    {
      ...smallBpe,
      pre_tokenizer: smallUnigram.pre_tokenizer,
      model: { ...smallBpe.model, unk_token: '<unk>' },
    },
    read('tokenizers/roberta/tokenizer.json'),
  ],
  unigram: [
    smallUnigram,
    smallAlbert,
    { ...smallUnigram, normalizer: { type: 'Lowercase' }, pre_tokenizer: smallBpe.pre_tokenizer },
    read('tokenizers/xlm-roberta/tokenizer.json'),
  ],
} as const;

function withVocabulary(file: TokenizerFile, keeps: (token: string, id: number) => boolean): TokenizerFile {
  const vocab = Object.fromEntries(
    Object.entries(file.model.vocab).filter(([token, id]) => keeps(token, id as number)),
  );
  const has = (token: string) => Object.hasOwn(vocab, token);
  const merges = file.model.merges?.filter(([left, right]) => has(left) && has(right) && has(left + right));
  return { ...file, model: { ...file.model, vocab, ...(merges && { merges }) } };
}

/** The first so many pieces, and the added tokens among them. */
function withPieces(file: TokenizerFile, count: number): TokenizerFile {
  const vocab = (file.model.vocab as readonly (readonly [string, number])[]).slice(0, count);
  const added = file.added_tokens.map((token) => (token.id < count ? token : { ...token, id: count }));
  return { ...file, added_tokens: added, model: { ...file.model, vocab } };
}
