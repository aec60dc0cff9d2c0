import { expect, test } from 'vitest';
import { withNotJoined } from '../src/train/wholeTexts.ts';

test('contractions of "not" are joined to their words, and nothing else is', () => {
  const texts = ["it is n't good , and ca n't be .", "the film 's plot"];
  const examples = texts.map((text, i) => ({ text, label: 0, line: i + 2 }));
  const joined = withNotJoined({ path: 'train.tsv', digest: '', examples });
  expect(joined.examples.map(({ text }) => text)).toEqual([
    "it isn't good , and can't be .",
    "the film 's plot",
  ]);
});
