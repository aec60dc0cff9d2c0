import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig, type BertConfig } from '../src/checkpoint/config.ts';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';

const parse = (fields: object) =>
  parseConfig(JSON.stringify({ model_type: 'bert', ...fields }), 'config.json');

describe('what a file leaves out', () => {
  test('has the default of transformers’ BertConfig', () => {
    expect(parse({})).toEqual({
      modelType: 'bert',
      architecture: 'BertForSequenceClassification',
      task: 'text-classification',
      vocabSize: 30522,
      hiddenSize: 768,
      embeddingSize: 768,
      layers: 12,
      groups: 12,
      blocksPerLayer: 1,
      heads: 12,
      intermediateSize: 3072,
      hiddenAct: 'gelu',
      layerNormEps: 1e-12,
      maxPositions: 512,
      firstPosition: 0,
      typeVocabSize: 2,
      padTokenId: 0,
      labels: ['LABEL_0', 'LABEL_1'],
      problemType: null,
      classifierActivation: null,
    });
  });
});

describe('what a file says', () => {
  test('is read as transformers wrote it', () => {
    const path = new URL('../../../fixtures/models/regression-relu-half/config.json', import.meta.url);
    expect(parseConfig(readFileSync(path, 'utf8'), 'config.json')).toEqual({
      modelType: 'bert',
      architecture: 'BertForSequenceClassification',
      task: 'text-classification',
      vocabSize: 291,
      hiddenSize: 15,
      embeddingSize: 15,
      layers: 1,
      groups: 1,
      blocksPerLayer: 1,
      heads: 3,
      intermediateSize: 33,
      hiddenAct: 'relu',
      layerNormEps: 1e-6,
      maxPositions: 48,
      firstPosition: 0,
      typeVocabSize: 2,
      padTokenId: 4,
      labels: ['rating'],
      problemType: 'regression',
      classifierActivation: null,
    });
  });

  test.each([
    ['gelu', 'gelu'],
    ['gelu_python', 'gelu'],
    ['gelu_new', 'gelu_new'],
    ['gelu_fast', 'gelu_new'],
    ['gelu_accurate', 'gelu_new'],
    ['gelu_pytorch_tanh', 'gelu_new'],
    ['gelu_python_tanh', 'gelu_new'],
    ['relu', 'relu'],
  ])('the activation %s is %s', (name, hiddenAct) => {
    expect(parse({ hidden_act: name }).hiddenAct).toBe(hiddenAct);
  });

  test('labels are in the order of their indices, not of the file', () => {
    const names = Array.from({ length: 12 }, (_, index) => `label ${index}`);
    const shuffled = Object.fromEntries(names.map((name, index) => [`${index}`, name]).toReversed());
    expect(parse({ id2label: shuffled }).labels).toEqual(names);
    expect(parse({ id2label: shuffled, num_labels: 12 }).labels).toEqual(names);
  });

  test('labels without names are numbered', () => {
    expect(parse({ num_labels: 3, id2label: null }).labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
  });

  test('null where transformers writes it for "none"', () => {
    const none = { pad_token_id: null, problem_type: null, architectures: null, quantization_config: null };
    expect(parse({ ...none, pruned_heads: {}, position_embedding_type: 'absolute' })).toEqual(parse({}));
  });
});

describe('a field that is not what it should be', () => {
  test.each<[object, string]>([
    [{ num_attention_heads: 5 }, '"num_attention_heads" (5) must divide "hidden_size" (768)'],
    [{ hidden_size: 0 }, '"hidden_size" must be an integer from 1 to 2147483647, found 0'],
    [{ hidden_size: '768' }, '"hidden_size" must be an integer from 1 to 2147483647, found "768"'],
    [
      { num_attention_heads: null },
      '"num_attention_heads" must be an integer from 1 to 2147483647, found null',
    ],
    [{ num_hidden_layers: 1e9 }, '"num_hidden_layers" must be an integer from 1 to 1000, found 1000000000'],
    [{ intermediate_size: 0.5 }, '"intermediate_size" must be an integer from 1 to 2147483647, found 0.5'],
    [
      { max_position_embeddings: [512] },
      '"max_position_embeddings" must be an integer from 1 to 2147483647, found a list',
    ],
    [{ type_vocab_size: {} }, '"type_vocab_size" must be an integer from 1 to 2147483647, found an object'],
    [{ vocab_size: -1 }, '"vocab_size" must be an integer from 1 to 2147483647, found -1'],
    [{ vocab_size: 8, pad_token_id: 8 }, '"pad_token_id" must be an integer from 0 to 7, found 8'],
    [{ layer_norm_eps: 0 }, '"layer_norm_eps" must be a positive number, found 0'],
    [{ hidden_act: 1 }, '"hidden_act" must be a string, found 1'],
    [{ architectures: 'BertModel' }, '"architectures" must be a list of strings, found "BertModel"'],
    [
      { problem_type: 'ranking' },
      '"problem_type" must be null or one of "regression", "single_label_classification", "multi_label_classification", found "ranking"',
    ],
    [{ id2label: ['a'] }, '"id2label" must be an object, found a list'],
    [{ id2label: {} }, '"id2label" names no label; expected one per output of the classifier'],
    [
      { id2label: { 0: 'a', 2: 'c' } },
      '"id2label" must give a string for each of "0" to "1", but "1" has nothing',
    ],
    [{ id2label: { 0: 7 } }, '"id2label" must give a string for each of "0" to "0", but "0" has 7'],
    [
      { id2label: { 0: 'a' }, num_labels: 2 },
      '"num_labels" (2) is not the number of labels in "id2label" (1)',
    ],
    [{ num_labels: 1e9 }, '"num_labels" must be an integer from 1 to 100000, found 1000000000'],
    [{ model_type: 7 }, '"model_type" must be a string, found 7'],
    [
      { model_type: undefined },
      '"model_type" is missing; if this is a BERT checkpoint, add "model_type": "bert"',
    ],
  ])('%j', (fields, sentence) => {
    expect(() => parse(fields)).toThrow(new ModelError(`config.json: ${sentence}`));
    expect(() => parse(fields)).not.toThrow(UnsupportedModelError);
  });

  test('a long value is cut', () => {
    expect(() => parse({ hidden_size: 'x'.repeat(1e6) })).toThrow(/found "x{60}"…$/);
  });
});

describe('a model of another kind', () => {
  test.each<[object, string]>([
    [
      { model_type: 'gpt2' },
      '"model_type" is "gpt2", which is not supported; supported: "bert", "distilbert", "electra", "roberta", "xlm-roberta", "albert"',
    ],
    [
      { hidden_act: 'silu' },
      '"hidden_act" is "silu", which is not supported; supported: "gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh", "relu"',
    ],
    [
      { position_embedding_type: 'relative_key' },
      '"position_embedding_type" is "relative_key", which is not supported; supported: "absolute"',
    ],
    [
      { classifier_activation: 'tanh' },
      '"classifier_activation" is "tanh", which is not supported; supported: null, "relu"',
    ],
    [{ is_decoder: true }, '"is_decoder" is true, which is not supported; supported: false'],
    [
      { add_cross_attention: true },
      '"add_cross_attention" is true, which is not supported; supported: false',
    ],
    [{ is_encoder_decoder: true }, '"is_encoder_decoder" is true, which is not supported; supported: false'],
    [{ pruned_heads: { 0: [1] } }, 'models with "pruned_heads" are not supported'],
    [{ quantization_config: { bits: 8 } }, 'models with "quantization_config" are not supported'],
  ])('%j', (fields, sentence) => {
    expect(() => parse(fields)).toThrow(new UnsupportedModelError(`config.json: ${sentence}`));
    expect(() => parse(fields)).toThrow(UnsupportedModelError);
  });

  test('is told before what else is wrong', () => {
    expect(() => parse({ model_type: 'gpt2', hidden_size: -1 })).toThrow(UnsupportedModelError);
  });
});

describe('hostile files', () => {
  test.each([
    ['', 'config.json: not JSON ('],
    ['{"model_type": "bert",\n\n}', 'config.json: not JSON ('],
    ['null', 'config.json: expected a JSON object, found null'],
    ['[]', 'config.json: expected a JSON object, found a list'],
    ['['.repeat(1e6), 'config.json: not JSON ('],
    [
      `{"model_type":"bert","hidden_size":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'config.json: not JSON (more than 64 lists and objects lie inside one another)',
    ],
    ['{"__proto__":{"model_type":"bert"}}', 'config.json: "model_type" is missing'],
  ])('%#', (text, beginning) => {
    const error = attempt(text) as Error;
    expect(isRefusal(error)).toBe(true);
    expect(error.message.slice(0, beginning.length)).toBe(beginning);
  });

  function attempt(text: string): BertConfig | Error {
    try {
      return parseConfig(text, 'config.json');
    } catch (error) {
      return error as Error;
    }
  }

  function isRefusal(error: Error): boolean {
    return error instanceof ModelError && /^config\.json: [^\n]{1,300}$/.test(error.message);
  }

  function isSound({ hiddenSize, heads, padTokenId, vocabSize, labels }: BertConfig): boolean {
    const labelled = labels.length > 0 && labels.every((label) => typeof label === 'string');
    return labelled && hiddenSize % heads === 0 && padTokenId < vocabSize;
  }

  test('any value in any field is a sound configuration or a ModelError of one line', () => {
    const fields =
      'model_type vocab_size hidden_size num_hidden_layers num_attention_heads intermediate_size hidden_act ' +
      'layer_norm_eps max_position_embeddings type_vocab_size pad_token_id id2label num_labels problem_type ' +
      'architectures is_decoder pruned_heads position_embedding_type';
    const value = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom('bert', 'gelu', 'relu', 'regression', 'absolute', false),
      fc.dictionary(fc.constantFrom('0', '1', '2'), fc.string()),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields.split(' ')), value, { maxKeys: 3 }), (drawn) => {
        const result = attempt(JSON.stringify({ model_type: 'bert', ...drawn }));
        expect(result instanceof Error ? isRefusal(result) : isSound(result)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
