import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tokenizersFolder } from '../../../fixtures/checkpointFolder.ts';
import { directory, loadTokenizer } from '../src/node.ts';
import { tokenizerFromMerges } from '../src/tokenizer/mergesText.ts';
import { tokenizerFromJson } from '../src/tokenizer/tokenizerJson.ts';
import { differences, type Row } from './support/tokenizerRows.ts';

interface Run {
  name: string;
  /** The fields of tokenizer.json that differ from the file's; `{own: null}` is the file's own normalizer. */
  stages: object;
  rows: Row[];
}

const names = ['roberta', 'xlm-roberta', 'albert'];
const read = (name: string, file: string): string =>
  readFileSync(`${tokenizersFolder}/${name}/${file}`, 'utf8');

describe.each(names)('%s', (name) => {
  const file = JSON.parse(read(name, 'tokenizer.json')) as { normalizer: object };
  const { runs } = JSON.parse(read(name, 'expected.json')) as { runs: Run[] };

  test.for(runs)('gives the ids, types and offsets of transformers: $name', ({ stages, rows }) => {
    const own = (_: string, value: object | null): object | null =>
      JSON.stringify(value) === '{"own":null}' ? file.normalizer : value;
    const tokenizer = tokenizerFromJson({ ...file, ...JSON.parse(JSON.stringify(stages), own) });
    expect(rows.length).toBeGreaterThan(50);
    expect(differences(tokenizer, rows)).toEqual([]);
  });

  test('is the tokenizer of its folder, with the special tokens of its family', async () => {
    const tokenizer = await loadTokenizer(directory(`${tokenizersFolder}/${name}`));
    expect(differences(tokenizer, runs[0]!.rows)).toEqual([]);
    const { pad, unk, cls, sep, mask } = tokenizer.specialIds;
    expect([pad!, unk, cls, sep, mask!].map((id) => tokenizer.idToToken(id))).toEqual(
      name === 'albert'
        ? ['<pad>', '<unk>', '[CLS]', '[SEP]', '[MASK]']
        : ['<pad>', '<unk>', '<s>', '</s>', '<mask>'],
    );
    // Published folders have an empty tokenizer_config.json: the names are the class's.
    expect(tokenizerFromJson(file).specialIds).toEqual(tokenizer.specialIds);
  });
});

test('vocab.json and merges.txt are the tokenizer that tokenizer.json is', () => {
  const { runs } = JSON.parse(read('roberta', 'expected.json')) as { runs: Run[] };
  const config = JSON.parse(read('roberta', 'tokenizer_config.json')) as object;
  const vocabulary = JSON.parse(read('roberta', 'vocab.json')) as unknown;
  const merges = read('roberta', 'merges.txt');
  expect(differences(tokenizerFromMerges(vocabulary, merges), runs[0]!.rows)).toEqual([]);
  expect(differences(tokenizerFromMerges(vocabulary, merges, config), runs[0]!.rows)).toEqual([]);
  const prefixed = { ...config, add_prefix_space: true };
  expect(differences(tokenizerFromMerges(vocabulary, merges, prefixed), runs[1]!.rows)).toEqual([]);
});
