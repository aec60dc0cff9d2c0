import { expect, test } from 'vitest';
import { gradlens } from './support/gradlens.ts';

test('help offers what can be compared', async () => {
  const { stdout } = await gradlens(['evaluate', '--help']);
  expect(stdout).toMatch(/integrated_gradients, saliency/);
  expect(stdout).not.toMatch(/layer_conductance|internal_influence|sampled/);
  for (const [args, sentence] of [
    [
      ['--explainer', 'layer_conductance'],
      /^gradlens: explainer "layer_conductance": it explains by a layer /,
    ],
    [
      ['--baseline', 'sampled:2'],
      /^gradlens: baseline "sampled:2": a comparison has no texts to choose from/,
    ],
    [['--baseline', 'maks'], /expected pad, mask, zero, unk, mean, text:…\n$/],
  ] as const) {
    const { status, stderr } = await gradlens(['evaluate', 'a.txt', ...args]);
    expect(status).toBe(2);
    expect(stderr).toMatch(sentence);
  }
});
