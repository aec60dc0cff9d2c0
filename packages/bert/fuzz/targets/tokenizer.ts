import { ModelError } from '../../src/errors.ts';
import { tokenizerFromJson } from '../../src/tokenizer/tokenizerJson.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';
import { tokenizerFromVocabulary } from '../../src/tokenizer/vocabularyText.ts';
import { tokenizerFiles } from '../files/tokenizers.ts';
import { fixture } from '../fixture.ts';
import { alike, demand, encoded, jsonPieces, type Target } from './target.ts';

const texts = [
  'The movie is superb',
  'unwatchable, overlong 電影 [MASK] [SEP]x',
  '',
  "É\u0301🙂 ##a\tdon't  한국 ﬁ½\r\nx",
  'g'.repeat(120),
];

const tokens = encoded(
  '"type":"WordPiece"',
  '"type":"BertProcessing"',
  '"added_tokens":[]',
  '"lowercase":true',
  '"strip_accents":null',
  '"single_word":true',
  '"lstrip":true',
  '"normalized":true',
  '"continuing_subword_prefix":""',
  '"unk_token":"the"',
  '"max_input_chars_per_word":0',
  '"add_prefix_space":true',
  '"use_regex":false',
  '"trim_offsets":true',
  '"prepend_scheme":"first"',
  '"split":false',
  '"ignore_merges":true',
  '"fuse_unk":true',
  '"unk_id":0',
  '{"type":"NFKD"},',
  '{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true},',
  '{"type":"Replace","pattern":{"String":"e"},"content":"eeee"},',
  '["e",-1.5],',
  '["e","e"],',
  '"":5',
  '"##":6',
  '"__proto__":7',
  '"type_id":1',
  '{"id":9,"content":"the","special":false,"single_word":false,"lstrip":true,"rstrip":true,"normalized":true},',
  ...jsonPieces,
  '\\ud800',
  '\\u0000',
  '2147483647',
  '-1',
);

/** A kind of tokenizer: whatever one gives for a text lies within its vocabulary and within the text. */
function tokenizer(name: string, files: readonly object[]): Target {
  return {
    name,
    corpus: [
      ...encoded(...files.map((file) => JSON.stringify(file))),
      ...encoded(JSON.stringify(files[0], null, 2)),
    ],
    tokens,
    json: true,
    check(bytes) {
      const made = tokenizerFromJson(parsed(bytes));
      for (const text of texts) {
        for (const pair of [null, texts[1]!]) checkEncoding(made, text, pair);
      }
    },
  };
}

export const wordPiece = tokenizer('wordpiece', tokenizerFiles.wordPiece);
export const bpe = tokenizer('bpe', tokenizerFiles.bpe);
export const unigram = tokenizer('unigram', tokenizerFiles.unigram);

const vocabularyText = new TextDecoder().decode(fixture('models/uncased-gelu/vocab.txt'));
const size = vocabularyText.trimEnd().split('\n').length;
const flags = { lstrip: true, rstrip: false, single_word: false, normalized: false };

/** What lies beside a vocab.txt: tokenizer_config.json, special_tokens_map.json and added_tokens.json in one. */
export const vocabulary: Target = {
  name: 'vocabulary',
  corpus: encoded(
    ...[
      {
        config: {
          do_lower_case: true,
          additional_special_tokens: ['<e1>'],
          tokenizer_class: 'BertTokenizer',
        },
        map: {
          unk_token: '[UNK]',
          mask_token: { content: '[MASK]', ...flags },
          extra_special_tokens: ['the'],
        },
        added: { '<e1>': size, 'Hello World': size + 1 },
      },
      {
        config: {
          added_tokens_decoder: { [size]: { content: 'é', special: true, ...flags } },
          strip_accents: false,
        },
        map: {},
        added: { is: 213 },
      },
      { config: {}, map: { cls_token: 'the', sep_token: 'is', additional_special_tokens: ['movie'] } },
    ].map((files) => JSON.stringify(files)),
  ),
  tokens: encoded(
    '"mask_token":',
    '"extra_special_tokens":["a"],',
    '"é":',
    '"":',
    '"the":5',
    '"normalized":true',
    ...jsonPieces,
  ),
  json: true,
  check(bytes) {
    const files = parsed(bytes);
    if (typeof files !== 'object' || files === null) throw new ModelError('not three files');
    const { config, map, added } = files as Readonly<Record<string, unknown>>;
    const made = tokenizerFromVocabulary(vocabularyText, config, {
      specialTokensMap: map,
      addedTokens: added,
    });
    for (const text of texts) {
      for (const pair of [null, texts[1]!]) checkEncoding(made, text, pair);
    }
  },
};

/** As `loadTokenizer` reads it. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError('not JSON', { cause });
  }
}

function checkEncoding(made: Tokenizer, text: string, pair: string | null): void {
  const encoding = made.encode(text, pair, {});
  const { ids, tokens, spans, segments, words } = encoding;
  demand(
    [tokens, spans, segments, words].every(({ length }) => length === ids.length),
    'lists of different lengths',
  );
  const { vocabularySize } = made;
  demand(
    ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocabularySize),
    'an id is outside of the vocabulary',
  );
  const starts = [0, 0];
  for (const [i, span] of spans.entries()) {
    if (span === null) continue;
    const segment = segments[i]!;
    const whole = segment === 0 ? text : pair!;
    demand(
      span.start >= 0 && span.start <= span.end && span.end <= whole.length,
      'a span is outside of the text',
    );
    // What is left of a space that was added stands where the trimming put it.
    if (span.start === span.end) continue;
    demand(span.start >= starts[segment]!, 'spans go back');
    starts[segment] = span.start;
  }
  demand(alike(made.encode(text, pair, {}), encoding), 'it is another encoding the second time');
  const cut = made.encode(text, pair, { maxLength: 12 });
  const added = spans.filter((span) => span === null).length;
  demand(cut.ids.length <= Math.max(12, added), 'it is not cut');
  demand(cut.ids.length + cut.truncated === ids.length, 'tokens are lost');
}
