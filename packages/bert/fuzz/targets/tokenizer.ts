import { ModelError } from '../../src/errors.ts';
import { tokenizerFromJson } from '../../src/tokenizer/tokenizerJson.ts';
import { fixture } from '../fixture.ts';
import { alike, demand, encoded, jsonPieces, type Target } from './target.ts';

const texts = [
  'The movie is superb',
  'unwatchable, overlong 電影 [MASK] [SEP]x',
  '',
  'É\u0301🙂 ##a',
  'g'.repeat(120),
];

/** A small one, and the whole of a fixture, whose vocabulary is cut so that the changes hit the rest as well. */
const whole = JSON.parse(new TextDecoder().decode(fixture('models/uncased-gelu/tokenizer.json'))) as {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
};
const kept = Object.entries(whole.model.vocab).filter(
  ([token, id]) => id < 30 || /^(the|movie|is|su|##p|##s|un)/.test(token),
);
const small = { ...whole, model: { ...whole.model, vocab: Object.fromEntries(kept) } };

/** A tokenizer: whatever it gives for a text lies within its vocabulary and within the text. */
export const tokenizer: Target = {
  name: 'tokenizer',
  corpus: [
    ...encoded(JSON.stringify(small), JSON.stringify(small, null, 2)),
    fixture('models/multilabel-one-head/tokenizer.json'),
    ...['roberta', 'xlm-roberta', 'albert'].map((name) => fixture(`tokenizers/${name}/tokenizer.json`)),
  ],
  tokens: encoded(
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
  ),
  check(bytes) {
    const made = tokenizerFromJson(parsed(bytes));
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

function checkEncoding(made: ReturnType<typeof tokenizerFromJson>, text: string, pair: string | null): void {
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
    demand(span.start >= starts[segment]!, 'spans go back');
    starts[segment] = span.start;
  }
  demand(alike(made.encode(text, pair, {}), encoding), 'it is another encoding the second time');
  const cut = made.encode(text, pair, { maxLength: 12 });
  const added = spans.filter((span) => span === null).length;
  demand(cut.ids.length <= Math.max(12, added), 'it is not cut');
  demand(cut.ids.length + cut.truncated === ids.length, 'tokens are lost');
}
