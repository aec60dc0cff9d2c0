import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { threeTexts } from '../src/suites/texts.ts';

test('the three texts are those of npm start', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const texts = Array.from(manifest.scripts.start.matchAll(/"(.*?)"/g), ([, text]) => text);
  expect(texts).toEqual(threeTexts);
});
