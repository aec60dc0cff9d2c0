import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measureCommands } from '../src/commands/measure.ts';
import { threeTexts } from '../src/suites/texts.ts';

test('the three texts are those of npm start', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const texts = Array.from(manifest.scripts.start.matchAll(/"(.*?)"/g), ([, text]) => text);
  expect(texts).toEqual(threeTexts);
});

test('a command that fails is one of the failures, and is not timed', async () => {
  const effort = { budget: 0, rounds: { least: 1, most: 1 } };
  const { results, failures } = await measureCommands(
    [
      { name: 'no text', texts: ['', 'a film'], device: 'cpu' },
      { name: 'a text', texts: ['a film'], device: 'cpu' },
    ],
    effort,
  );
  expect(results.map(({ command }) => command.name)).toEqual(['a text']);
  expect(failures).toEqual([
    expect.stringMatching(/^no text: it ended with status 2: gradlens: text 1 is empty/),
  ]);
});
