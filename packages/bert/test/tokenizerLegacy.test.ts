import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tokenizersFolder } from '../../../fixtures/checkpointFolder.ts';
import type { Folder } from '../src/bytes/folder.ts';
import { memorySource } from '../src/bytes/source.ts';
import { ModelError } from '../src/errors.ts';
import { loadTokenizer } from '../src/loadTokenizer.ts';
import { differences, type Row } from './support/tokenizerRows.ts';

interface Run {
  readonly name: string;
  /** The folder of the fixtures whose vocabulary it has. */
  readonly base: 'models/uncased-gelu' | 'tokenizers/roberta';
  /** Contents of the other files by their names. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly rows: readonly Row[];
}

const vocabularies = {
  'models/uncased-gelu': ['vocab.txt'],
  'tokenizers/roberta': ['vocab.json', 'merges.txt'],
};
const { runs } = JSON.parse(readFileSync(`${tokenizersFolder}/legacy.json`, 'utf8')) as { runs: Run[] };

function folderOf({ base, files }: Pick<Run, 'base' | 'files'>): Folder {
  const contents = new Map<string, Uint8Array>([
    ...vocabularies[base].map(
      (name) => [name, new Uint8Array(readFileSync(`${tokenizersFolder}/../${base}/${name}`))] as const,
    ),
    ...Object.entries(files).map(
      ([name, content]) => [name, new TextEncoder().encode(JSON.stringify(content))] as const,
    ),
  ]);
  return {
    name: 'x',
    open: async (name) => (contents.has(name) ? memorySource(contents.get(name)!, `x/${name}`) : undefined),
  };
}

describe('ids, types and offsets of transformers where tokens stand in files of their own', () => {
  test.for(runs)('$name', async ({ rows, ...run }) => {
    const tokenizer = await loadTokenizer(folderOf(run));
    expect(differences(tokenizer, rows)).toEqual([]);
  });
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'an id that is none',
    { 'added_tokens.json': { a: 'x' } },
    'added_tokens.json: "a" must be an integer from 0 to 2147483647, found "x"',
  ],
  ['a list', { 'added_tokens.json': [] }, 'added_tokens.json must be an object, found a list'],
  [
    'an id that is not the next',
    { 'added_tokens.json': { '<e1>': 5000 } },
    'added_tokens.json: "<e1>" gives "<e1>" the id 5000; expected the next free one, 291',
  ],
  [
    'a role that is no token',
    { 'special_tokens_map.json': { cls_token: 7 } },
    'special_tokens_map.json: cls_token must be a string, found 7',
  ],
  [
    'a text in place of the list',
    { 'special_tokens_map.json': { extra_special_tokens: 'a' } },
    'special_tokens_map.json: extra_special_tokens must be a list, found "a"',
  ],
  [
    'an unknown token that is added',
    { 'special_tokens_map.json': { unk_token: '<e1>' }, 'added_tokens.json': { '<e1>': 291 } },
    'vocab.txt: no unk token "<e1>"; add it, or name the one there is as unk_token in tokenizer_config.json',
  ],
  [
    'a token that the vocabulary lacks in a role',
    { 'special_tokens_map.json': { cls_token: '<s>' } },
    'vocab.txt: no cls token "<s>"; add it, or name the one there is as cls_token in tokenizer_config.json',
  ],
])('%s is refused by the file', async (_, files, sentence) => {
  await expect(loadTokenizer(folderOf({ base: 'models/uncased-gelu', files }))).rejects.toThrow(
    new ModelError(`x: ${sentence}`),
  );
});
