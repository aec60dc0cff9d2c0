import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenizersFolder } from '../../../fixtures/checkpointFolder.ts';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';
import { directory, loadTokenizer } from '../src/node.ts';
import { tokenizerFromMerges } from '../src/tokenizer/mergesText.ts';
import { tokenizerFromJson } from '../src/tokenizer/tokenizerJson.ts';

type Fields = Record<string, unknown>;
interface File {
  normalizer: Fields | null;
  pre_tokenizer: Fields;
  model: Fields;
  post_processor: Fields;
  added_tokens: Fields[];
}

const read = (name: string, file: string): string => readFileSync(join(tokenizersFolder, name, file), 'utf8');
const fileOf = (name: string): File => JSON.parse(read(name, 'tokenizer.json')) as File;
const messageOf = (work: () => unknown): string => {
  try {
    work();
    return 'no error';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

const replace = (pattern: Fields): Fields => ({ type: 'Replace', pattern, content: ' ' });
const precompiled = (charsmap: unknown): Fields => ({ type: 'Precompiled', precompiled_charsmap: charsmap });

describe('tokenizer.json', () => {
  test.for<[name: string, spoil: (file: File) => unknown, message: string]>([
    [
      'roberta',
      ({ model }) => (model['dropout'] = 0.1),
      'UnsupportedModelError: tokenizer.json: model.dropout is 0.1, which is not supported; supported: 0 or null',
    ],
    [
      'roberta',
      ({ model }) => (model['end_of_word_suffix'] = '</w>'),
      'UnsupportedModelError: tokenizer.json: model.end_of_word_suffix is "</w>", which is not supported; supported: "" or null',
    ],
    [
      'roberta',
      ({ model }) => (model['byte_fallback'] = true),
      'UnsupportedModelError: tokenizer.json: model.byte_fallback is true, which is not supported; supported: false or null',
    ],
    [
      'roberta',
      ({ model }) => (model['merges'] = [['Ġ', 'nowhere']]),
      'ModelError: tokenizer.json: model.merges[0] needs the token "nowhere", which the vocabulary does not hold',
    ],
    [
      'roberta',
      ({ model }) => (model['merges'] = ['a b c']),
      'ModelError: tokenizer.json: model.merges[0] must be two tokens, found "a b c"',
    ],
    [
      'roberta',
      ({ model }) => (model['merges'] = [7]),
      'ModelError: tokenizer.json: model.merges[0] must be a list, found 7',
    ],
    [
      'roberta',
      ({ model }) => (model['unk_token'] = '[NO]'),
      'ModelError: tokenizer.json: model.unk_token is "[NO]", which model.vocab does not hold',
    ],
    [
      'roberta',
      ({ model }) => (model['vocab'] = { a: 0, b: 0 }),
      'ModelError: tokenizer.json: model.vocab gives the id 0 to both "a" and "b"',
    ],
    [
      'roberta',
      (file) => (file.pre_tokenizer['add_prefix_space'] = 1),
      'ModelError: tokenizer.json: pre_tokenizer.add_prefix_space must be true or false, found 1',
    ],
    [
      'roberta',
      (file) => (file.post_processor['sep'] = ['</s>', 9]),
      'ModelError: tokenizer.json: post_processor.sep gives "</s>" the id 9, but the vocabulary says 2',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['byte_fallback'] = true),
      'UnsupportedModelError: tokenizer.json: model.byte_fallback is true, which is not supported; supported: false',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['unk_id'] = null),
      'ModelError: tokenizer.json: model.unk_id must be an integer from 0 to 431, found null',
    ],
    [
      'xlm-roberta',
      ({ model }) =>
        (model['vocab'] = [
          ['a', -1],
          ['a', -2],
        ]),
      'ModelError: tokenizer.json: model.vocab[1] repeats "a"',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['vocab'] = [['a', '1']]),
      'ModelError: tokenizer.json: model.vocab[0] must be a piece and its score, found a list',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['vocab'] = { a: 1 }),
      'ModelError: tokenizer.json: model.vocab must be a list, found an object',
    ],
    [
      'xlm-roberta',
      (file) => (file.normalizer = precompiled('%')),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must be base64',
    ],
    [
      'xlm-roberta',
      (file) => (file.normalizer = precompiled('AA AA')),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must be base64',
    ],
    [
      'xlm-roberta',
      (file) => (file.normalizer = precompiled('AAAA')),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must hold a trie and texts, found 3 bytes that do not',
    ],
    [
      'xlm-roberta',
      (file) => (file.normalizer = precompiled('////fwAAAAA=')),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must hold a trie and texts, found 8 bytes that do not',
    ],
    [
      'xlm-roberta',
      (file) => (file.normalizer = precompiled('BAAAAAAAAABh/w==')),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must hold texts in UTF-8, found other bytes',
    ],
    [
      'xlm-roberta',
      (file) => (file.pre_tokenizer = { type: 'Metaspace', replacement: '__' }),
      'ModelError: tokenizer.json: pre_tokenizer.replacement must be one character, found "__"',
    ],
    [
      'xlm-roberta',
      (file) => (file.pre_tokenizer = { type: 'Metaspace', replacement: '_', prepend_scheme: 'last' }),
      'ModelError: tokenizer.json: pre_tokenizer.prepend_scheme must be always, first, never, found "last"',
    ],
    [
      'xlm-roberta',
      (file) =>
        (file.pre_tokenizer = {
          type: 'Metaspace',
          replacement: '_',
          prepend_scheme: 'first',
          add_prefix_space: false,
        }),
      'ModelError: tokenizer.json: pre_tokenizer.prepend_scheme must be "never" where add_prefix_space is false, found "first"',
    ],
    [
      'xlm-roberta',
      (file) => (file.pre_tokenizer = { type: 'Sequence', pretokenizers: [{ type: 'Digits' }] }),
      'UnsupportedModelError: tokenizer.json: pre_tokenizer.pretokenizers[0].type is "Digits", which is not supported; supported: BertPreTokenizer, ByteLevel, WhitespaceSplit, Metaspace',
    ],
    [
      'albert',
      (file) =>
        (file.normalizer = {
          type: 'Sequence',
          normalizers: Array.from({ length: 33 }, () => ({ type: 'NFKD' })),
        }),
      'ModelError: tokenizer.json: normalizer.normalizers must be a list of at most 32 steps, found a list',
    ],
    [
      'roberta',
      (file) =>
        (file.pre_tokenizer = {
          type: 'Sequence',
          pretokenizers: Array.from({ length: 30 }, () => file.pre_tokenizer),
        }),
      'UnsupportedModelError: tokenizer.json: pre_tokenizer.pretokenizers[1].type is "ByteLevel" again, which is not supported',
    ],
    [
      'xlm-roberta',
      ({ post_processor }) => {
        const special = { id: '<s>', ids: Array(17).fill(0), tokens: Array(17).fill('<s>') };
        post_processor['special_tokens'] = { '<s>': special };
      },
      'ModelError: tokenizer.json: post_processor.special_tokens["<s>"].ids must be at most 16 ids, found a list',
    ],
    [
      'xlm-roberta',
      ({ post_processor }) =>
        (post_processor['single'] = [{ SpecialToken: { id: 'constructor', type_id: 0 } }]),
      'ModelError: tokenizer.json: post_processor.special_tokens["constructor"] must be an object, found nothing',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['vocab'] = []),
      'ModelError: tokenizer.json: model.vocab must be a list of pieces, one at least, found a list',
    ],
    [
      'xlm-roberta',
      ({ model }) => (model['vocab'] = [['a', -1, -2]]),
      'ModelError: tokenizer.json: model.vocab[0] must be a piece and its score, found a list',
    ],
    [
      'albert',
      (file) => (file.normalizer = replace({ Regex: '(a+)+$' })),
      'UnsupportedModelError: tokenizer.json: normalizer.pattern.Regex is "(a+)+$", which is not supported; supported: a repeated character, like " {2,}"',
    ],
    [
      'albert',
      (file) => (file.normalizer = replace({ String: '' })),
      'ModelError: tokenizer.json: normalizer.pattern.String must be a text that is not empty, found ""',
    ],
    [
      'albert',
      (file) => (file.normalizer = replace({})),
      'ModelError: tokenizer.json: normalizer.pattern.String must be a string, found nothing',
    ],
    [
      'albert',
      (file) => (file.normalizer = { type: 'Nmt' }),
      'UnsupportedModelError: tokenizer.json: normalizer.type is "Nmt", which is not supported; supported: BertNormalizer, Sequence, NFKD, StripAccents, Lowercase, Replace, Precompiled',
    ],
    [
      'roberta',
      ({ model }) => (model['vocab'] = { a: 2 ** 26 }),
      'ModelError: tokenizer.json: model.vocab["a"] must be an integer from 0 to 67108863, found 67108864',
    ],
    [
      'xlm-roberta',
      (file) =>
        (file.normalizer = precompiled(
          Buffer.concat([Buffer.from(Uint32Array.of(4, 0).buffer), Buffer.alloc(300, 'a')]).toString(
            'base64',
          ),
        )),
      'ModelError: tokenizer.json: normalizer.precompiled_charsmap must hold texts of at most 64 bytes, found longer ones',
    ],
    [
      'albert',
      (file) => (file.normalizer = { ...replace({ String: 'a' }), content: 'a'.repeat(65) }),
      `ModelError: tokenizer.json: normalizer.content must be a text of at most 64 characters, found "${'a'.repeat(60)}"…`,
    ],
    [
      'albert',
      (file) =>
        (file.normalizer = { type: 'Sequence', normalizers: [{ type: 'Sequence', normalizers: [] }] }),
      'UnsupportedModelError: tokenizer.json: normalizer.normalizers[0].type is "Sequence", which is not supported; supported: BertNormalizer, NFKD, StripAccents, Lowercase, Replace, Precompiled',
    ],
  ])('of %s, spoilt, is refused: %#', ([name, spoil, message]) => {
    const file = fileOf(name);
    spoil(file);
    expect(messageOf(() => tokenizerFromJson(file))).toBe(message);
  });

  test('cannot make a text long beyond measure', () => {
    const file = fileOf('albert');
    const double = { type: 'Replace', pattern: { String: 'a' }, content: 'aa' };
    const normalizer = { type: 'Sequence', normalizers: Array.from({ length: 32 }, () => double) };
    const tokenizer = tokenizerFromJson({ ...file, normalizer });
    expect(messageOf(() => tokenizer.encode('a'))).toBe(
      'ModelError: tokenizer.json: normalizer makes a text more than 64 times as long',
    );
    expect(tokenizer.encode('b').tokens).toEqual(['[CLS]', '▁b', '[SEP]']);
  });

  test('cannot make a text long beyond measure within a step', () => {
    const multiply = { type: 'Replace', pattern: { String: 'a' }, content: 'a'.repeat(64) };
    const normalizer = { type: 'Sequence', normalizers: [multiply, multiply] };
    const tokenizer = tokenizerFromJson({ ...fileOf('albert'), normalizer });
    // The second step's text would take 2.5 GB.
    expect(messageOf(() => tokenizer.encode('a'.repeat(50_000)))).toBe(
      'ModelError: tokenizer.json: normalizer makes a text more than 64 times as long',
    );
  });

  test('may have merges as lines and the fields of older files', () => {
    const file = fileOf('roberta');
    const merges = (file.model['merges'] as string[][]).map((merge) => merge.join(' '));
    const older = tokenizerFromJson({ ...file, model: { ...file.model, merges } });
    expect(older.encode('The movie')).toEqual(tokenizerFromJson(file).encode('The movie'));

    const metaspace = fileOf('xlm-roberta');
    const { pre_tokenizer } = metaspace;
    const [split] = pre_tokenizer['pretokenizers'] as Fields[];
    const marked = { type: 'Metaspace', replacement: '▁', add_prefix_space: true, str_rep: '▁' };
    const published = { ...metaspace, pre_tokenizer: { ...pre_tokenizer, pretokenizers: [split, marked] } };
    expect(tokenizerFromJson(published).encode('The movie')).toEqual(
      tokenizerFromJson(metaspace).encode('The movie'),
    );
  });

  test('a BPE model gives unknown characters its unknown token, fused or not, or none', () => {
    const tokens = (fields: Fields): string[] => {
      const file = fileOf('roberta');
      const vocabulary = { ...(file.model['vocab'] as Record<string, number>) };
      delete vocabulary['!'];
      delete vocabulary['?'];
      const model = { ...file.model, vocab: vocabulary, merges: [], ...fields };
      return tokenizerFromJson({ ...file, model })
        .encode('a!?b')
        .tokens.slice(1, -1);
    };
    expect(tokens({})).toEqual(['a', 'b']);
    expect(tokens({ unk_token: '<unk>' })).toEqual(['a', '<unk>', '<unk>', 'b']);
    expect(tokens({ unk_token: '<unk>', fuse_unk: true })).toEqual(['a', '<unk>', 'b']);
  });

  test('a BPE model that ignores merges takes whole words from its vocabulary', () => {
    const file = fileOf('roberta');
    const tokens = (fields: Fields): string[] =>
      tokenizerFromJson({ ...file, model: { ...file.model, merges: [], ...fields } }).encode(' the x').tokens;
    expect(tokens({})).toEqual(['<s>', 'Ġ', 't', 'h', 'e', 'Ġ', 'x', '</s>']);
    expect(tokens({ ignore_merges: true })).toEqual(['<s>', 'Ġthe', 'Ġ', 'x', '</s>']);
  });

  test('any bytes as charsmap are refused or normalise, and nothing hangs', () => {
    const file = fileOf('xlm-roberta');
    const trieOf = (units: number[], rest: Uint8Array): string =>
      Buffer.concat([Buffer.from(Uint32Array.of(4 * units.length, ...units).buffer), rest]).toString(
        'base64',
      );
    const charsmap = fc.oneof(
      fc.base64String(),
      fc
        .tuple(fc.array(fc.nat(0xffffffff), { minLength: 1 }), fc.uint8Array())
        .map(([units, rest]) => trieOf(units, rest)),
    );
    fc.assert(
      fc.property(charsmap, fc.string({ unit: 'binary' }), (written, text) => {
        try {
          tokenizerFromJson({ ...file, normalizer: precompiled(written) }).encode(text);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('vocab.json and merges.txt', () => {
  const vocabulary = JSON.parse(read('roberta', 'vocab.json')) as Record<string, number>;

  test('a mask takes in the space before it unless the configuration says otherwise', () => {
    const plain = { content: '<mask>', lstrip: false, rstrip: false, single_word: false, normalized: false };
    const spaces = (config: Fields): string[] =>
      tokenizerFromMerges(vocabulary, '', config).encode('x <mask>').tokens.slice(1, -1);
    expect(spaces({})).toEqual(['x', '<mask>']);
    expect(spaces({ mask_token: '<mask>' })).toEqual(['x', '<mask>']);
    expect(spaces({ mask_token: plain })).toEqual(['x', 'Ġ', '<mask>']);
    expect(spaces({ added_tokens_decoder: { 4: plain } })).toEqual(['x', 'Ġ', '<mask>']);
  });

  test('spans keep their spaces where trim_offsets is false', () => {
    const [, , kept] = tokenizerFromMerges(vocabulary, '#version: 0.2\r\nh e\r\n', {
      trim_offsets: false,
    }).encode('a he').spans;
    expect(kept).toEqual({ start: 1, end: 2 });
  });

  test.for<[vocabulary: unknown, merges: string, config: unknown, message: string]>([
    [[], '', {}, 'ModelError: vocab.json must be an object, found a list'],
    [{ a: -1 }, '', {}, 'ModelError: vocab.json["a"] must be an integer from 0 to 67108863, found -1'],
    [
      { a: 0 },
      '',
      {},
      'ModelError: vocab.json: no unk token "<unk>"; add it, or name the one there is as unk_token in tokenizer_config.json',
    ],
    [vocabulary, 'a b\nabc', {}, 'ModelError: merges.txt: line 2 must be two tokens, found "abc"'],
    [
      vocabulary,
      'a ☃',
      {},
      'ModelError: merges.txt: merge 1 needs the token "☃", which the vocabulary does not hold',
    ],
    [
      vocabulary,
      '',
      { trim_offsets: 'yes' },
      'ModelError: tokenizer_config.json: trim_offsets must be true or false, found "yes"',
    ],
    [
      vocabulary,
      '',
      { tokenizer_class: 'GPT2Tokenizer' },
      'UnsupportedModelError: tokenizer_config.json: tokenizer_class is "GPT2Tokenizer", which is not supported; supported: RobertaTokenizer',
    ],
  ])('spoilt, are refused: %#', ([vocabularyJson, merges, config, message]) => {
    expect(messageOf(() => tokenizerFromMerges(vocabularyJson, merges, config))).toBe(message);
  });
});

describe('a folder', () => {
  const inFolder = async (
    files: Record<string, string>,
    work: (folder: string) => Promise<void>,
  ): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlens-tokenizer-'));
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const failure = (folder: string): Promise<Error> =>
    loadTokenizer(directory(folder)).then(
      () => new Error('no error'),
      (error: Error) => error,
    );

  test('of vocab.json and merges.txt is read', () =>
    inFolder({}, async (folder) => {
      for (const file of ['vocab.json', 'merges.txt']) {
        await copyFile(join(tokenizersFolder, 'roberta', file), join(folder, file));
      }
      const whole = await loadTokenizer(directory(join(tokenizersFolder, 'roberta')));
      const tokenizer = await loadTokenizer(directory(folder));
      expect(tokenizer.encode('The <mask>', 'movie')).toEqual(whole.encode('The <mask>', 'movie'));
    }));

  test('without merges.txt is refused', () =>
    inFolder({ 'vocab.json': '{}' }, async (folder) => {
      expect((await failure(folder)).message).toBe(`${folder}: vocab.json needs merges.txt beside it`);
    }));

  test.for(['sentencepiece.bpe.model', 'spiece.model'])(
    'with %s alone is told how to get tokenizer.json',
    (name) =>
      inFolder({ [name]: '' }, async (folder) => {
        const error = await failure(folder);
        expect(error).toBeInstanceOf(UnsupportedModelError);
        expect(error.message).toContain(
          `${name} alone is not supported: write tokenizer.json beside it with python -c `,
        );
      }),
  );

  test('of sentencepiece with tokenizer.json is read', () =>
    inFolder({ 'spiece.model': '', 'tokenizer.json': read('albert', 'tokenizer.json') }, async (folder) => {
      expect((await loadTokenizer(directory(folder))).specialIds.cls).toBe(2);
    }));
});
