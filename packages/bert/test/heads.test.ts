import {
  compile,
  input,
  measurePlan,
  plan,
  referenceBackend,
  type Backend,
  type Tensor,
} from '@gradlens/tensor';
import { openBackend } from '@gradlens/tensor/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { familyNames, headNames, readExpectedHead } from '../../../fixtures/expected.ts';
import {
  directory,
  inspectModel,
  loadClassifier,
  type BertClassifier,
  type TokenContext,
} from '../src/node.ts';

/** As in transformers.test.ts. */
const tolerances = { reference: 1e-9, cpu: 1e-5, webgpu: 1e-5 };

describe.each(Object.entries(tolerances))('%s', (device, tolerance) => {
  test.each(headNames)('%s labels tokens as transformers does', async (name) => {
    await using opened = await open(await openBackend(device as keyof typeof tolerances), name);
    const { model } = opened;
    for (const { text, pair, inputIds, tokens, offsets, logits } of (await readExpectedHead(name)).cases) {
      const encoded = model.encode(text, pair ?? undefined).tokens;
      expect(encoded.map(({ id }) => id)).toEqual(inputIds);
      expect(encoded.map(({ token }) => token)).toEqual(tokens);
      expect(encoded.map(({ start, end }) => (start === null ? null : [start, end]))).toEqual(offsets);
      const all = [...encoded.keys()];
      const values = await logitsAt(model, encoded, all);
      const largest = Math.max(...logits.flat().map(Math.abs));
      for (const [i, logit] of logits.flat().entries()) {
        expect(Math.abs(values[i]! - logit)).toBeLessThan(tolerance * Math.max(1, largest));
      }
    }
  });
});

describe('tokens are read wherever they stand', () => {
  test.each([...headNames, ...familyNames, 'uncased-gelu'])('%s', async (name) => {
    await using opened = await open(referenceBackend(), name);
    const { model } = opened;
    const { tokens } = model.encode('An unwatchable, overlong mess', 'It was fun');
    const labels = model.labels.length;
    const all = await logitsAt(model, tokens, [...tokens.keys()]);
    const places = fc.array(fc.nat(tokens.length - 1), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(places, fc.constantFrom(...model.layers), async (reads, layer) => {
        const read = await logitsAt(model, tokens, reads, layer);
        for (const [i, token] of reads.entries()) {
          for (let label = 0; label < labels; label++) {
            expect(read[i * labels + label]).toBe(all[token * labels + label]);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  test('and the first where none are named', async () => {
    await using opened = await open(referenceBackend(), 'distilbert');
    const { tokens } = opened.model.encode('An unwatchable, overlong mess');
    expect([...(await logitsAt(opened.model, tokens, null))]).toEqual([
      ...(await logitsAt(opened.model, tokens, [0])),
    ]);
  });
});

test('of the last block no more is computed than is read', async () => {
  await using opened = await open(referenceBackend(), 'bert-token-classification');
  const { model } = opened;
  const { hiddenSize, intermediateSize, labels } = model.config;
  const tokens = 20;
  const flops = (count: number): number => {
    const inputs = inputsOf(model, tokens, count);
    const logits = model.logitsFrom('word_embeddings', inputs.words, inputs);
    return measurePlan(plan({ inputs, outputs: { logits } })).matmulFlops;
  };
  // For each read its row is taken, then query, output of the attention, feed-forward network, head.
  const dense = 2 * hiddenSize + 2 * intermediateSize + labels.length;
  for (const count of [1, 2, 7])
    expect(flops(count + 1) - flops(count)).toBe(2 * hiddenSize * (tokens + dense));
});

test.each(headNames)('%s is supported, and nothing of it is left over', async (name) => {
  const { problem, report, config } = await inspectModel(directory(checkpointFolder(name)));
  expect(problem).toBeNull();
  expect(report).toMatchObject({ missing: [], unused: [], ignored: [] });
  const [labels, suffix] = name.endsWith('question-answering')
    ? [['start', 'end'], 'ForQuestionAnswering']
    : [['O', 'B-PER', 'I-PER', 'B-LOC'], 'ForTokenClassification'];
  expect(config.labels).toEqual(labels);
  expect(config.architecture.endsWith(suffix)).toBe(true);
});

async function open(backend: Backend, name: string) {
  const model = await loadClassifier(directory(checkpointFolder(name)), backend);
  return { model, [Symbol.asyncDispose]: () => backend.dispose() };
}

/** The logits of some tokens, or of the first, where the layer's output is given: [reads, labels]. */
async function logitsAt(
  model: BertClassifier,
  encoded: ReturnType<BertClassifier['encode']>['tokens'],
  reads: readonly number[] | null,
  layer = 'word_embeddings',
) {
  const { length } = encoded;
  const inputs = inputsOf(model, length, reads?.length ?? 0);
  const activations = model.activationsFrom('word_embeddings', inputs.words, layer, inputs);
  const logits = model.logitsFrom(layer, activations, inputs);
  const compiled = await compile({ inputs, outputs: { logits } }, model.backend);
  const inputIds = Int32Array.from(encoded, ({ id }) => id);
  const values = await compiled.run({
    words: model.wordEmbeddings(inputIds),
    tokenTypeIds: Int32Array.from(encoded, ({ type }) => type),
    attentionMask: new Float32Array(length).fill(1),
    positionIds: model.positionIds(inputIds),
    ...(reads && {
      reads: Float32Array.from(reads.flatMap((read) => Array.from(encoded, (_, i) => Number(i === read)))),
    }),
  });
  compiled.dispose();
  return values.logits;
}

function inputsOf(
  model: BertClassifier,
  tokens: number,
  reads: number,
): Required<Omit<TokenContext, 'reads'>> & { readonly words: Tensor } {
  return {
    words: input('words', [1, tokens, model.widthOf('word_embeddings')]),
    tokenTypeIds: input('tokenTypeIds', [1, tokens], 'i32'),
    attentionMask: input('attentionMask', [1, tokens]),
    positionIds: input('positionIds', [1, tokens], 'i32'),
    ...(reads > 0 && { reads: input('reads', [1, reads, tokens]) }),
  };
}
