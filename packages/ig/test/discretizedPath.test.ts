import { directory, loadClassifier } from '@gradlens/bert/node';
import { cpuBackend, referenceBackend, type Backend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import {
  checkpointNames,
  readExpected,
  readExplainers,
  type ExpectedExplanationOf,
} from '../../../fixtures/expected.ts';
import { evaluateProbes } from '../src/graphs/gradients.ts';
import { tokenRow } from '../src/graphs/tokenRows.ts';
import { anchorsOf, discretizedPath } from '../src/paths/discretizedPath.ts';
import { openNeighbours } from '../src/paths/neighbours.ts';

const backends: readonly (readonly [string, () => Promise<Backend>, number])[] = [
  ['reference', async () => referenceBackend(), 1e-9],
  // Sums of float32 over a path of a few points.
  ['cpu', () => cpuBackend(), 1e-4],
];

test.each(backends)(
  'goes past the same words as an independent implementation, to the same attributions: %s',
  async (_, open, tolerance) => {
    const backend = await open();
    for (const name of checkpointNames) {
      const model = await loadClassifier(directory(checkpointFolder(name)), backend);
      const { cases } = await readExpected(name);
      const { entries } = await readExplainers(name);
      const ours = entries.filter(
        (entry): entry is ExpectedExplanationOf<'discretized_integrated_gradients'> =>
          entry.explainer === 'discretized_integrated_gradients' &&
          entry.strategy === 'greedy' &&
          entry.factor === 0,
      );
      expect(ours.length).toBeGreaterThan(0);
      for (const entry of ours) {
        const { text, pair, predicted } = cases.find((one) => one.name === entry.case)!;
        const { tokens } = model.encode(text, pair ?? undefined);
        const row = tokenRow(tokens);
        const { pad, mask, unk } = model.neutralTokenIds;
        const baseline = entry.baseline === 'pad' ? pad! : mask!;
        const excluded = new Set([
          pad!,
          mask!,
          unk,
          ...tokens.filter(({ special }) => special).map(({ id }) => id),
        ]);
        const from = Int32Array.from(tokens, ({ id, special }) => (special ? id : baseline));
        const { steps, neighbours } = entry;

        const finder = await openNeighbours(model, neighbours, excluded);
        for (const [token, anchors] of entry.anchors.entries()) {
          expect(await anchorsOf(finder, row.inputIds[token]!, from[token]!, steps)).toEqual(anchors);
        }
        finder.dispose();

        const points = await discretizedPath(model, { from, to: row.inputIds, excluded, steps, neighbours });
        const target = new Float32Array(model.labels.length);
        target[predicted] = 1;
        const results = await evaluateProbes(
          model,
          {
            layer: 'word_embeddings',
            scores: { kind: 'logit' },
            targets: [target],
            context: row,
            measure: 'along',
          },
          points.slice(1).map((end, i) => ({ start: points[i]!, end, position: 0 })),
          {},
        );
        const attributions = tokens.map((__, token) =>
          results.reduce((sum, { measures }) => sum + measures[0]![token]!, 0),
        );
        const farthest = Math.max(...attributions.map((a, i) => Math.abs(a - entry.attributions[i]!)));
        expect(farthest / entry.magnitude).toBeLessThan(tolerance);
      }
      model.dispose();
    }
    await backend.dispose();
  },
);
