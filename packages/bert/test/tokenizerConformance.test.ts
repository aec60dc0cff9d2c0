import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Tokenizer } from '../src/tokenizer/tokenizer.ts';
import { tokenizerFromJson } from '../src/tokenizer/tokenizerJson.ts';
import { tokenizerFromVocabulary } from '../src/tokenizer/vocabularyText.ts';

// Written by scripts/tokenizer-conformance/fixtures.py: what Hugging Face's Rust tokenizer makes of these texts.
const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/tokenizer-conformance.json', import.meta.url), 'utf8'),
) as {
  vocabulary: string[];
  runs: { name: string; tokenizer: { model: object }; rows: Row[] }[];
};

type Row = [
  text: string,
  pair: string | null,
  maxLength: number | null,
  ids: number[],
  typeIds: number[],
  words: number[],
  spans: number[],
];

const vocabulary = Object.fromEntries(fixture.vocabulary.map((token, id) => [token, id]));

/** What differs from the expected, in full, so that a failure shows it. */
function differences(tokenizer: Tokenizer, rows: Row[]): object[] {
  return rows.flatMap((row) => {
    const [text, pair, maxLength] = row;
    const found = tokenizer.encode(text, pair, maxLength === null ? {} : { maxLength });
    const foundRow: Row = [
      text,
      pair,
      maxLength,
      found.ids,
      found.typeIds,
      found.words.map((word) => word ?? -1),
      found.spans.flatMap((span) => (span === null ? [-1, -1] : [span.start, span.end])),
    ];
    return JSON.stringify(foundRow) === JSON.stringify(row) ? [] : [{ expected: row, found: foundRow }];
  });
}

describe('the same ids, types, words and offsets as the Rust tokenizer', () => {
  test.for(fixture.runs)('$name, from tokenizer.json', ({ tokenizer: file, rows }) => {
    const tokenizer = tokenizerFromJson({ ...file, model: { ...file.model, vocab: vocabulary } });
    expect(rows.length).toBeGreaterThan(500);
    expect(differences(tokenizer, rows)).toEqual([]);
  });

  test.for([
    ['cased', { do_lower_case: false }],
    ['uncased', {}],
  ] as const)('%s, from vocab.txt', ([name, config]) => {
    const tokenizer = tokenizerFromVocabulary(
      fixture.vocabulary.map((token) => `${token}\n`).join(''),
      config,
    );
    const run = fixture.runs.find((candidate) => candidate.name === name)!;
    expect(differences(tokenizer, run.rows)).toEqual([]);
  });
});
