import { describe, expect, test } from 'vitest';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';
import { tokenizerFromJson } from '../src/tokenizer/tokenizerJson.ts';
import { tokenizerFromVocabulary } from '../src/tokenizer/vocabularyText.ts';

const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', '##a', 'é'];
const special = (id: number) => ({
  id,
  content: tokens[id],
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});
const sequence = (id: string, typeId: number) => ({ Sequence: { id, type_id: typeId } });
const token = (id: string, typeId: number) => ({ SpecialToken: { id, type_id: typeId } });

type Fields = Record<string, unknown>;

interface File {
  added_tokens: Fields[];
  normalizer: Fields | null;
  pre_tokenizer: Fields | null;
  post_processor: Fields | null;
  model: Fields;
}

/** A sound tokenizer.json, for each test to spoil. */
const sound = (): File & Fields => ({
  version: '1.0',
  truncation: { max_length: 3 },
  padding: { length: 100 },
  added_tokens: [0, 1, 2, 3, 4].map(special),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [token('[CLS]', 0), sequence('A', 0), token('[SEP]', 0)],
    pair: [token('[CLS]', 0), sequence('A', 0), token('[SEP]', 0), sequence('B', 1), token('[SEP]', 1)],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece' },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(tokens.map((content, id) => [content, id])),
  },
});

describe('tokenizer.json', () => {
  test('is read, its truncation and padding ignored', () => {
    const tokenizer = tokenizerFromJson(JSON.parse(JSON.stringify(sound())));
    expect(tokenizer.encode('AÁa b', 'a').ids).toEqual([2, 5, 6, 6, 1, 3, 5, 3]);
    expect(tokenizer.encode('a', 'a').typeIds).toEqual([0, 0, 0, 1, 1]);
    expect(tokenizer.specialIds).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 });
  });

  test('may have BertProcessing and an older model without type', () => {
    const { type: _, ...model } = sound().model;
    const tokenizer = tokenizerFromJson({
      ...sound(),
      model,
      post_processor: { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] },
    });
    expect(tokenizer.encode('a', 'a')).toEqual(tokenizerFromJson(sound()).encode('a', 'a'));
  });

  test('may strip accents without lower case', () => {
    const file = sound();
    file.normalizer = { ...file.normalizer, strip_accents: true, lowercase: false };
    expect(tokenizerFromJson(file).encode('á A').ids).toEqual([2, 5, 1, 3]);
  });

  test('takes names of special tokens from tokenizer_config.json, and does without mask and pad', () => {
    const file = sound();
    file.added_tokens = [];
    file.model['vocab'] = { '<pad>': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3 };
    expect(tokenizerFromJson(file, { pad_token: '<pad>' }).specialIds).toEqual({
      pad: 0,
      unk: 1,
      cls: 2,
      sep: 3,
      mask: null,
    });
  });

  const unsupported: [string, (file: File) => void, RegExp][] = [
    [
      'a WordLevel model',
      (file) => (file.model['type'] = 'WordLevel'),
      /model\.type is "WordLevel", which is not supported; supported: WordPiece, BPE/,
    ],
    ['a model of no type', (file) => (file.model = { vocab: {}, merges: [] }), /model\.type is nothing/],
    [
      'a model of an inherited type',
      (file) => (file.model['type'] = 'toString'),
      /model\.type is "toString"/,
    ],
    [
      'another normaliser',
      (file) => (file.normalizer = { type: 'NFC' }),
      /normalizer\.type is "NFC".*BertNormalizer/,
    ],
    [
      'another normaliser in a sequence',
      (file) => (file.normalizer = { type: 'Sequence', normalizers: [{ type: 'NFC' }] }),
      /normalizer\.normalizers\[0\]\.type is "NFC"/,
    ],
    ['no pre-tokeniser', (file) => (file.pre_tokenizer = null), /pre_tokenizer\.type is nothing/],
    [
      'another pre-tokeniser',
      (file) => (file.pre_tokenizer = { type: 'Digits' }),
      /pre_tokenizer\.type is "Digits".*BertPreTokenizer/,
    ],
    [
      'another post-processor',
      (file) => (file.post_processor = { type: 'Sequence' }),
      /post_processor\.type is "Sequence".*TemplateProcessing/,
    ],
  ];
  test.for(unsupported)('with %s is of a kind not supported', ([, spoil, message]) => {
    const file = sound();
    spoil(file);
    expect(() => tokenizerFromJson(file)).toThrow(UnsupportedModelError);
    expect(() => tokenizerFromJson(file)).toThrow(message);
  });

  const spoilt: [string, (file: File) => unknown, RegExp][] = [
    ['that is a list', () => [], /^tokenizer\.json must be an object, found a list$/],
    [
      'of a version that is nothing',
      (file) => ({ ...file, version: null }),
      /version must be "1\.0", found null/,
    ],
    [
      'with added tokens that are nothing',
      (file) => ({ ...file, added_tokens: null }),
      /added_tokens must be a list, found null/,
    ],
    [
      'with a field that the crate does not read',
      (file) => ({ ...file, post_tokenizer: null }),
      /the field "post_tokenizer" is not known/,
    ],
    ['of another version', (file) => ({ ...file, version: '2.0' }), /version must be "1\.0", found "2\.0"/],
    [
      'without a vocabulary',
      (file) => void delete file.model['vocab'],
      /model\.vocab must be an object, found nothing/,
    ],
    [
      'with a list for a vocabulary',
      (file) => void (file.model['vocab'] = []),
      /model\.vocab must be an object/,
    ],
    [
      'with an id that is no number',
      (file) => void (file.model['vocab'] = { a: 'x' }),
      /model\.vocab\["a"\] must be an integer/,
    ],
    ['with a negative id', (file) => void (file.model['vocab'] = { a: -1 }), /model\.vocab\["a"\].*found -1/],
    [
      'with an enormous id',
      (file) => void (file.model['vocab'] = { a: 1e300 }),
      /model\.vocab\["a"\].*found 1e\+300/,
    ],
    [
      'with one id for two tokens',
      (file) => void (file.model['vocab'] = { a: 1, b: 1 }),
      /the id 1 to both "a" and "b"/,
    ],
    [
      'without its unknown token',
      (file) => void (file.model['unk_token'] = '<unk>'),
      /unk_token is "<unk>", which model\.vocab does not hold/,
    ],
    [
      'with a prefix that is no string',
      (file) => void (file.model['continuing_subword_prefix'] = null),
      /continuing_subword_prefix must be a string, found null/,
    ],
    [
      'with a lone surrogate',
      (file) => void (file.model['continuing_subword_prefix'] = '\ud800'),
      /well-formed Unicode/,
    ],
    [
      'with a fractional word length',
      (file) => void (file.model['max_input_chars_per_word'] = 1.5),
      /max_input_chars_per_word must be an integer/,
    ],
    [
      'with a flag that is no flag',
      (file) => void (file.normalizer!['lowercase'] = 'yes'),
      /normalizer\.lowercase must be true or false, found "yes"/,
    ],
    [
      'with an added token that contradicts the vocabulary',
      (file) => void (file.added_tokens[4]!['id'] = 3),
      /added_tokens\[4\] gives "\[MASK\]" the id 3, but in the vocabulary it has 4/,
    ],
    [
      'with an added token of no free id',
      (file) => void file.added_tokens.push({ ...special(0), content: 'x', id: 12 }),
      /the id 12; expected the next free one, 8/,
    ],
    [
      'with an added token twice',
      (file) => void file.added_tokens.push(special(4)),
      /added_tokens\[5\]\.content \("\[MASK\]"\) must not be empty or repeated/,
    ],
    [
      'with an empty added token',
      (file) => void file.added_tokens.push({ ...special(0), content: '' }),
      /must not be empty/,
    ],
    [
      'with an added token that normalisation removes',
      (file) => void file.added_tokens.push({ ...special(0), id: 8, content: '\u0301', normalized: true }),
      /empty or repeated once it is normalised/,
    ],
    [
      'with added tokens that are no list',
      (file) => ({ ...file, added_tokens: {} }),
      /added_tokens must be a list/,
    ],
    [
      'without [SEP] in the pair’s definition',
      (file) => void (file.post_processor!['special_tokens'] = {}),
      /special_tokens\["\[CLS\]"\] must be an object/,
    ],
    [
      'whose frame has another id',
      (file) => void (file.post_processor = { type: 'BertProcessing', cls: ['[CLS]', 7], sep: ['[SEP]', 3] }),
      /post_processor\.cls gives "\[CLS\]" the id 7, but the vocabulary says 2/,
    ],
    [
      'whose frame has a token of no vocabulary',
      (file) => void (file.post_processor = { type: 'BertProcessing', cls: ['<s>', 2], sep: ['[SEP]', 3] }),
      /"<s>" the id 2, but the vocabulary does not hold it/,
    ],
    [
      'whose frame leaves out the text',
      (file) => void (file.post_processor!['single'] = [token('[CLS]', 0)]),
      /post_processor\.single must be a template with the texts A/,
    ],
    [
      'whose frame repeats a text',
      (file) => void (file.post_processor!['pair'] = [sequence('A', 0), sequence('A', 0)]),
      /post_processor\.pair must be .*found "AA"/,
    ],
    [
      'with a third type of token',
      (file) => void (file.post_processor!['single'] = [sequence('A', 2)]),
      /type_id must be an integer from 0 to 1, found 2/,
    ],
    [
      'with a vocabulary of prototypes',
      (file) => ({
        ...file,
        added_tokens: [],
        model: { ...file.model, vocab: JSON.parse('{"__proto__": 0, "[UNK]": 1}') },
      }),
      /special_tokens\["\[CLS\]"\] gives "\[CLS\]" the id 2, but the vocabulary does not hold it/,
    ],
  ];
  test.for(spoilt)('%s is refused', ([, spoil, message]) => {
    const file = sound();
    const replaced = spoil(file) ?? file;
    expect(() => tokenizerFromJson(replaced)).toThrow(ModelError);
    expect(() => tokenizerFromJson(replaced)).toThrow(message);
  });
});

describe('vocab.txt', () => {
  const text = `${tokens.join('\n')}\n`;

  test('is uncased unless tokenizer_config.json says otherwise', () => {
    expect(tokenizerFromVocabulary(text).encode('A é').ids).toEqual([2, 5, 1, 3]);
    const cased = tokenizerFromVocabulary(text, { do_lower_case: false, tokenizer_class: 'BertTokenizer' });
    expect(cased.encode('A é').ids).toEqual([2, 1, 7, 3]);
    const withAccents = tokenizerFromVocabulary(text, { strip_accents: false });
    expect(withAccents.encode('A É').ids).toEqual([2, 5, 7, 3]);
  });

  test('may have Windows line ends, no last line end, empty lines and repeated ones', () => {
    expect(tokenizerFromVocabulary(tokens.join('\r\n')).encode('a é').ids).toEqual([2, 5, 1, 3]);
    const repeated = tokenizerFromVocabulary(`${text}\na\n`);
    expect(repeated.encode('a').ids).toEqual([2, 9, 3]);
    expect(repeated.vocabularySize).toBe(10);
  });

  test('knows the special tokens by the names of tokenizer_config.json', () => {
    const renamed = text.replace('[MASK]', '<mask>').replace('[CLS]', '<s>');
    const mask = { content: '<mask>', lstrip: true, rstrip: false, single_word: false, normalized: false };
    const tokenizer = tokenizerFromVocabulary(renamed, { mask_token: mask, cls_token: '<s>' });
    expect(tokenizer.specialIds).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 });
    expect(tokenizer.encode('a <mask>').spans).toEqual([
      null,
      { start: 0, end: 1 },
      { start: 1, end: 8 },
      null,
    ]);
  });

  test('is joined by the added_tokens_decoder', () => {
    const added = { content: 'a!', single_word: false, lstrip: false, rstrip: false, normalized: true };
    const tokenizer = tokenizerFromVocabulary(text, { added_tokens_decoder: { 8: added } });
    expect(tokenizer.encode('A!a').ids).toEqual([2, 8, 5, 3]);
  });

  test.for([
    ['', {}, /^vocab\.txt: no unk token "\[UNK\]"; add it, or name the one there is as unk_token/],
    [text.replace('[SEP]', ''), {}, /vocab\.txt: no sep token/],
    [text, [], /^tokenizer_config\.json must be an object, found a list$/],
    [text, { do_lower_case: 'no' }, /do_lower_case must be true or false, found "no"/],
    [text, { cls_token: 7 }, /cls_token must be a string, found 7/],
    [text, { mask_token: { content: 7 } }, /mask_token\.content must be a string/],
    [
      text,
      { added_tokens_decoder: { x: special(0) } },
      /added_tokens_decoder: the key "x" must be an integer/,
    ],
    [
      text,
      { added_tokens_decoder: { 3: special(0) } },
      /gives "\[PAD\]" the id 3, but in the vocabulary it has 0/,
    ],
  ] as const)('%j with %j is refused', ([vocabulary, config, message]) => {
    expect(() => tokenizerFromVocabulary(vocabulary, config)).toThrow(ModelError);
    expect(() => tokenizerFromVocabulary(vocabulary, config)).toThrow(message);
  });

  test.for(['DistilBertTokenizer', 'DistilBertTokenizerFast', 'ElectraTokenizer', 'ElectraTokenizerFast'])(
    'of a %s is read as BERT reads it',
    (tokenizer_class) => {
      const read = (config: object) => tokenizerFromVocabulary(text, config).encode('A é É', 'a');
      for (const config of [{}, { do_lower_case: false }, { strip_accents: false }]) {
        expect(read({ ...config, tokenizer_class })).toEqual(read(config));
      }
    },
  );

  test('of another kind of tokenizer is not supported', () => {
    const load = () => tokenizerFromVocabulary(text, { tokenizer_class: 'BertJapaneseTokenizer' });
    expect(load).toThrow(UnsupportedModelError);
    expect(load).toThrow(/tokenizer_class is "BertJapaneseTokenizer".*BertTokenizer/);
  });
});
