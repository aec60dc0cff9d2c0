import { readFileSync } from 'node:fs';
import { directory, loadClassifier } from '@gradlens/bert/node';
import { referenceBackend } from '@gradlens/tensor';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import {
  evaluate,
  explainerNames,
  explainLayers,
  explainTargets,
  predict,
  predictAnswer,
  predictWords,
  Summarizer,
  type ExplainOptions,
} from '../src/index.ts';
import { isFailure } from '../src/formats.ts';
import { anyRecord } from './support/explanations.ts';

type Schema = { readonly [keyword: string]: unknown };

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;

/** The schema with no room for fields that it does not name: a published one leaves room for those to come. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in inner && 'required' in inner ? { additionalProperties: false, ...inner } : inner;
}

const schemas = ['explanation', 'prediction', 'evaluation', 'summary'].map(read);
const ajvOf = (known: readonly Schema[]) =>
  new Ajv2020({ strictRequired: false, allowUnionTypes: true, allErrors: true, schemas: [...known] });
const ajv = ajvOf(schemas);
const closedAjv = ajvOf(schemas.map((schema) => closed(schema) as Schema));
const validators = (name: string): ValidateFunction[] =>
  [ajv, closedAjv].map((validator) => validator.getSchema(`${name}.schema.json`)!);

function expectValid(name: string, record: object): void {
  const received: unknown = JSON.parse(JSON.stringify(record));
  for (const validate of validators(name)) {
    validate(received);
    expect(validate.errors).toBe(null);
  }
}

const open = (name: string) => loadClassifier(directory(checkpointFolder(name)), referenceBackend());
const text = 'An unwatchable mess of a film.';

describe('records of explain', () => {
  test.each(explainerNames)('are what the schema says: %s', async (explainer) => {
    const model = await open('uncased-gelu');
    const options: ExplainOptions =
      explainer === 'layer_conductance' || explainer === 'internal_influence'
        ? { explainer, layer: 'encoder.0' }
        : { explainer };
    for (const record of await explainTargets(model, text, options)) expectValid('explanation', record);
  });

  test.each<[what: string, model: string, options: ExplainOptions]>([
    ['a pair', 'uncased-gelu', { pair: 'It is dull.', target: 'all' }],
    ['a margin', 'cased-gelu-new', { output: 'margin' }],
    ['the sum', 'uncased-gelu', { target: 'sum' }],
    ['a neuron', 'uncased-gelu', { neuron: 'encoder.0:1' }],
    ['parts', 'uncased-gelu', { layer: 'embedding_parts' }],
    ['noise', 'uncased-gelu', { smoothSamples: 2, steps: 2 }],
    ['regression', 'regression-relu-half', {}],
    ['several labels', 'multilabel-one-head', { output: 'probability' }],
    ['neighbours', 'uncased-gelu', { explainer: 'occlusion', occlude: 2 }],
    ['the labels of words', 'bert-token-classification', { target: 'all', steps: 2 }],
    ['a word', 'roberta-token-classification', { target: 'film=B-PER', output: 'probability', steps: 2 }],
    ['an answer', 'bert-question-answering', { pair: 'It is dull.', steps: 2 }],
    ['a tolerance that is not met', 'uncased-gelu', { method: 'riemann_left', steps: 2, tolerance: 1e-9 }],
  ])('are what the schema says: %s', async (_, name, options) => {
    const model = await open(name);
    for (const record of await explainTargets(model, text, options)) expectValid('explanation', record);
  });

  test('are what the schema says: windows and layers', async () => {
    const model = await open('uncased-gelu');
    for (const record of await explainLayers(model, text.repeat(20), {
      layers: 'all',
      steps: 2,
      window: true,
    }))
      expectValid('explanation', record);
  });

  test('and failures, of any text', () => {
    fc.assert(fc.property(anyRecord, (record) => expectValid('explanation', record)));
  });
});

test('records of predict are what the schema says', async () => {
  for (const name of ['uncased-gelu', 'regression-relu-half', 'multilabel-one-head']) {
    expectValid('prediction', await predict(await open(name), text));
  }
  const question = await predictAnswer(await open('bert-question-answering'), 'Is it good?', { pair: text });
  expectValid('prediction', question);
  expectValid(
    'prediction',
    await predictWords(await open('bert-token-classification'), text, { pair: text }),
  );
  expectValid('prediction', { version: 1, line: 3, error: 'the text is empty' });
});

test.each(['uncased-gelu', 'regression-relu-half'])(
  'an evaluation is what the schema says: %s',
  async (name) => {
    const evaluation = await evaluate(
      await open(name),
      [{ text, label: 1 }, { text: text.repeat(20) }, { error: 'the text is empty' }],
      { data: 'reviews.csv', baselines: ['pad'] },
    );
    expect(evaluation).toMatchObject({ texts: 2, truncated: 1, failures: 1 });
    expectValid('evaluation', evaluation);
    expectValid('evaluation', await evaluate(await open(name), [{ text }], { explainers: ['lime'] }));
    const [validate] = validators('evaluation');
    const [first] = evaluation.contenders;
    expect(validate!({ ...evaluation, data: undefined })).toBe(false);
    expect(validate!({ ...evaluation, contenders: [{ ...first, metrics: {} }] })).toBe(false);
  },
);

test('summaries are what the schema says, of any records and outputs', async () => {
  const model = await open('uncased-gelu');
  const outputs: ExplainOptions[] = [
    { target: 'all' },
    { target: 'sum' },
    { output: 'margin' },
    { neuron: 'encoder.0:1' },
    { explainer: 'saliency' },
  ];
  const summarizer = new Summarizer();
  for (const options of outputs) {
    const steps = options.explainer ? {} : { steps: 2 };
    for (const record of await explainTargets(model, text, { ...options, ...steps })) summarizer.add(record);
  }
  expectValid('summary', summarizer.summary(10));
  expectValid('summary', new Summarizer().summary(10));
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      const some = new Summarizer();
      for (const record of records) {
        if (isFailure(record)) some.addFailure();
        else some.add(record);
      }
      expectValid('summary', some.summary(10));
    }),
  );
});

test('a record that lacks a field, or has another kind of value, is refused', async () => {
  const record = await predict(await open('uncased-gelu'), text);
  const [validate] = validators('prediction');
  expect(validate!({ ...record, model: undefined })).toBe(false);
  expect(validate!({ ...record, version: 2 })).toBe(false);
  expect(validate!({ ...record, prediction: { ...record.prediction, probabilities: [2] } })).toBe(false);
  expect(validate!(null)).toBe(false);
});
