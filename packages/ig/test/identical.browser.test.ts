import { loadClassifier } from '@gradlens/bert';
import { afterAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { explain } from '../src/index.ts';
import { openCpu } from './support/backends.ts';
import { bundled } from './support/checkpoint.ts';
import { texts } from './support/texts.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Attributions of the texts by the bundled model, computed by Node on the CPU with so many threads. */
    attributionsInNode(texts: readonly string[], threads: number): Promise<number[][]>;
  }
}

const backends = await Promise.all([1, 2].map((threads) => openCpu({ threads, simd: 'plain' })));
afterAll(async () => {
  for (const backend of backends) await backend.dispose();
});

test('attributions have the same bits in this page and in Node, with one thread and with two', async () => {
  const expected = await commands.attributionsInNode(texts, 1);
  expect(expected.flat().length).toBeGreaterThan(50);
  expect(await commands.attributionsInNode(texts, 2)).toEqual(expected);
  for (const backend of backends) {
    const model = await loadClassifier(bundled, backend);
    const actual: number[][] = [];
    for (const text of texts) {
      const { tokens } = await explain(model, text);
      actual.push(tokens.map(({ attribution }) => attribution));
    }
    expect(actual).toEqual(expected);
  }
});
