import { directory, loadClassifier } from '@gradlens/bert/node';
import { cpuBackend, sizeOf, type Backend, type Plan } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { explain, explainerNames, traitsOf, type ExplainOptions } from '../src/index.ts';

/** Less than the table of words has, and more than a few rows of a text. */
const limit = 2 ** 13;

/** A backend that takes no tensor of more bytes. */
function limited(backend: Backend, maxTensorBytes: number): Backend {
  const check = (shape: readonly number[]): void => {
    if (4 * sizeOf(shape) > maxTensorBytes) throw new RangeError(`[${shape.join()}] is too large`);
  };
  const changed: Partial<Backend> = {
    maxTensorBytes,
    prepare(plan: Plan) {
      for (const { shape } of plan.values) check(shape);
      return backend.prepare(plan);
    },
    async write(variable, data) {
      check(variable.shape);
      await backend.write(variable, data);
    },
  };
  return new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(name in changed ? changed : target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

const asked: readonly ExplainOptions[] = [
  ...explainerNames.map((explainer) =>
    traitsOf(explainer).layer === 'encoder' ? { explainer, layer: 'encoder.0' } : { explainer },
  ),
  { baseline: 'mean' },
  { layer: 'embedding_parts', steps: 50 },
  { layer: 'word_embeddings', steps: 50 },
];

test.each(asked)(
  'explains a model whose table of words it does not hold as one that does: %o',
  async (options) => {
    await using opened = await open();
    const [free, bound] = opened.models;
    expect(4 * free.vocabularySize * free.widthOf('word_embeddings')).toBeGreaterThan(2 * limit);
    const text = 'An unwatchable, overlong mess of a film.';
    const [wanted, found] = await Promise.all([explain(free, text, options), explain(bound, text, options)]);
    expect(found.prediction).toEqual(wanted.prediction);
    // Rows do not see each other, whatever batches they are in; what is summed over them is in float64.
    for (const [i, { attribution }] of wanted.tokens.entries())
      expect(found.tokens[i]!.attribution).toBeCloseTo(attribution, 12);
  },
);

async function open() {
  const backend = await cpuBackend({ simd: 'plain' });
  const folder = directory(checkpointFolder('uncased-gelu'));
  const models = await Promise.all([
    loadClassifier(folder, backend),
    loadClassifier(folder, limited(backend, limit)),
  ]);
  return { models, [Symbol.asyncDispose]: () => backend.dispose() };
}
