import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { torchFile } from '../../../fixtures/torchFiles.ts';
import { described, pickled } from '../fuzz/files/pickle.ts';
import { joined, zipFile } from '../fuzz/files/zipFile.ts';
import { memorySource } from '../src/bytes/source.ts';
import { readCheckpoint, type Weight } from '../src/checkpoint/checkpoint.ts';
import { parseConfig } from '../src/checkpoint/config.ts';
import { tensorShapes } from '../src/checkpoint/tensorShapes.ts';
import { convertTorch } from '../src/convert/convertTorch.ts';
import { publishedConfigs } from '../src/convert/publishedConfigs.ts';
import { tokenizerSettings } from '../src/convert/tokenizerSettings.ts';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';
import { openSafetensors } from '../src/safetensors/reader.ts';
import { openTorch } from '../src/torch/reader.ts';
import { Dict, TorchStorage, TorchTensor } from '../src/torch/values.ts';

const articleConfig = readFileSync(torchFile('article/config.json'), 'utf8');

async function converted(bytes: Uint8Array, config = articleConfig) {
  const conversion = convertTorch(
    await openTorch(memorySource(bytes, 'a.pt')),
    'a.pt',
    config,
    'config.json',
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of conversion.weights()) pieces.push(piece.slice());
  const files: Record<string, Uint8Array> = {
    'config.json': new TextEncoder().encode(conversion.configJson),
    'model.safetensors': joined(pieces),
  };
  const folder = {
    name: 'made',
    open: async (fileName: string) => files[fileName] && memorySource(files[fileName], fileName),
  };
  return { ...conversion, folder, weightsFile: files['model.safetensors']! };
}

const article = (name: string) => converted(readFileSync(torchFile(`article/${name}`)));

test.each([
  ['BertForTokenClassification', 'classifier', ['LABEL_0', 'LABEL_1']],
  ['BertForQuestionAnswering', 'qa_outputs', ['start', 'end']],
])('a class that config.json names is made: %s', async (architecture, module, labels) => {
  const { tensors, read } = await openTorch(
    memorySource(readFileSync(torchFile('article/bert_model.pt')), 'a.pt'),
  );
  const stored = new Map(
    [...tensors.keys()]
      .filter((name) => !name.includes('.pooler.'))
      .map((name) => [name.replace('linear', module), name]),
  );
  const conversion = convertTorch(
    {
      tensors: new Map(Array.from(stored, ([name, own]) => [name, tensors.get(own)!])),
      read: (name) => read(stored.get(name)!),
    },
    'a.pt',
    JSON.stringify({ ...(JSON.parse(articleConfig) as object), architectures: [architecture] }),
    'config.json',
  );
  expect(conversion.head).toMatchObject({ module, of: `transformers' ${architecture}`, activation: null });
  expect(parseConfig(conversion.configJson, 'config.json')).toMatchObject({ architecture, labels });
  expect(conversion.leftOut).toEqual([]);
});

describe("the article's class", () => {
  test('is a BertForSequenceClassification with a ReLU on its logits', async () => {
    const { folder, configJson, weightsBytes, weightsFile, head, leftOut } = await article('bert_model.pt');
    expect(weightsFile).toHaveLength(weightsBytes);
    expect({ head: head.module, leftOut }).toEqual({ head: 'linear', leftOut: [] });
    expect(JSON.parse(configJson)).toEqual({
      ...JSON.parse(articleConfig),
      architectures: ['BertForSequenceClassification'],
      classifier_activation: 'relu',
      id2label: { 0: 'LABEL_0', 1: 'LABEL_1' },
      label2id: { LABEL_0: 0, LABEL_1: 1 },
    });
    const { config, tensors, report } = await readCheckpoint(folder);
    expect(config).toMatchObject({ labels: ['LABEL_0', 'LABEL_1'], classifierActivation: 'relu' });
    expect([...tensors.keys()]).toEqual([...tensorShapes(config).keys()]);
    expect(report).toEqual({ missing: [], misshapen: [], renamed: [], unused: [], ignored: [] });
  });

  test.each(['checkpoint.pt', 'data-parallel.pt', 'one-storage.pt'])('is the same in %s', async (name) => {
    const [made, expected] = await Promise.all([article(name), article('bert_model.pt')]);
    expect(made.configJson).toBe(expected.configJson);
    expect(made.weightsFile).toEqual(expected.weightsFile);
  });

  test.each([
    ['half.pt', 'F16', 2 ** -11],
    ['bfloat16.pt', 'BF16', 2 ** -8],
  ])('keeps the dtype of %s', async (name, dtype, rounding) => {
    const made = await article(name);
    const weights = await openSafetensors(memorySource(made.weightsFile, 'model.safetensors'));
    expect(new Set(Array.from(weights.tensors.values(), (info) => info.dtype))).toEqual(new Set([dtype]));
    const whole = (await readCheckpoint((await article('bert_model.pt')).folder)).tensors;
    for (const [tensor, { data }] of (await readCheckpoint(made.folder)).tensors) {
      // Half of the distance to the next number of the format.
      const far = (whole.get(tensor) as Weight).data.filter(
        (x, i) => Math.abs(x - data[i]!) > rounding * Math.abs(x),
      );
      expect([tensor, ...far]).toEqual([tensor]);
    }
  });
});

const fields = {
  model_type: 'bert',
  vocab_size: 3,
  hidden_size: 2,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 2,
  max_position_embeddings: 2,
};

/** A classifier of three labels in a storage of its own, as torch.save writes it, with changes to its tensors. */
function torchBytes(
  changes: Record<string, TorchTensor | undefined> = {},
  dtype: 'F32' | 'F64' = 'F32',
  given: object = fields,
): Uint8Array {
  const shapes = tensorShapes(parseConfig(JSON.stringify({ ...given, num_labels: 3 }), 'config.json'));
  const storage = new TorchStorage('0', dtype, 64);
  const numbers = Array.from({ length: 64 }, (_, i) => i / 8 + 1e-9);
  const bytes = dtype === 'F32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
  const view = (shape: readonly number[]) =>
    new TorchTensor(
      storage,
      dtype,
      0,
      shape,
      shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1)),
    );
  const tensors = new Map<string, TorchTensor | undefined>(
    Array.from(shapes, ([name, shape]) => [name, view(shape)]),
  );
  for (const [name, changed] of Object.entries(changes)) tensors.set(name, changed);
  const dict = new Dict(
    [...tensors].filter((named): named is [string, TorchTensor] => named[1] !== undefined),
  );
  return zipFile([
    { name: 'a/data.pkl', content: pickled(described(dict)!) },
    { name: 'a/data/0', content: new Uint8Array(bytes.buffer) },
  ]);
}

const floats = (...shape: number[]) =>
  new TorchTensor(
    new TorchStorage('0', 'F32', 64),
    'F32',
    0,
    shape,
    shape.map(() => 0),
  );
const json = JSON.stringify(fields);

describe('a classifier of transformers', () => {
  test.each([
    ['DistilBertForSequenceClassification', { model_type: 'distilbert', dim: 2, n_heads: 1, hidden_dim: 2 }],
    ['RobertaForSequenceClassification', { ...fields, model_type: 'roberta', max_position_embeddings: 4 }],
  ])('is a %s by its configuration', async (classifier, given) => {
    const small = { vocab_size: 3, n_layers: 1, max_position_embeddings: 2, ...given };
    const { folder, head } = await converted(torchBytes({}, 'F32', small), JSON.stringify(small));
    expect(head).toMatchObject({ activation: null, of: `transformers' ${classifier}` });
    const { config, report } = await readCheckpoint(folder);
    expect(config).toMatchObject({ architecture: classifier, labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'] });
    expect(report).toEqual({ missing: [], misshapen: [], renamed: [], unused: [], ignored: [] });
  });

  test('has no ReLU, and as many labels as the weights have', async () => {
    const { config, head, configJson } = await converted(torchBytes(), json);
    expect(head.module).toBe('classifier');
    expect(config).toMatchObject({ labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'], classifierActivation: null });
    expect(configJson).not.toContain('classifier_activation');
  });

  test('keeps the labels of its configuration, and fields that nobody knows', async () => {
    const id2label = { 0: 'a', 1: 'b', 2: 'c' };
    const { config, configJson } = await converted(
      torchBytes(),
      JSON.stringify({ ...fields, id2label, own: [1] }),
    );
    expect(config.labels).toEqual(['a', 'b', 'c']);
    expect(JSON.parse(configJson)).toMatchObject({ id2label, label2id: { a: 0, b: 1, c: 2 }, own: [1] });
  });

  test('of float64 becomes float32', async () => {
    const { folder } = await converted(torchBytes({}, 'F64'), json);
    const { tensors } = await readCheckpoint(folder);
    const [first] = tensors.values();
    expect([...first!.data]).toEqual(Array.from({ length: 6 }, (_, i) => Math.fround(i / 8 + 1e-9)));
  });

  test('may have more tensors than the model has places', async () => {
    const more = {
      'extra.weight': floats(1),
      'bert.embeddings.position_ids': floats(1),
      'linear.weight': floats(1),
    };
    expect((await converted(torchBytes(more), json)).leftOut).toEqual(['extra.weight', 'linear.weight']);
  });

  test('may call the weights of a layer norm gamma and beta', async () => {
    const name = 'bert.encoder.layer.0.output.LayerNorm';
    const renamed = { [`${name}.weight`]: undefined, [`${name}.gamma`]: floats(2) };
    const { tensors } = await readCheckpoint((await converted(torchBytes(renamed), json)).folder);
    expect([...tensors.get(`${name}.weight`)!.data]).toEqual([Math.fround(1e-9), Math.fround(1e-9)]);
  });
});

describe('what does not fit is named', () => {
  test.each<[string, Record<string, TorchTensor | undefined>, string, string]>([
    [
      'no classifier',
      { 'classifier.bias': undefined, 'fc.weight': floats(1) },
      json,
      'a.pt: no classifier: expected "classifier.weight" or "linear.weight" and its bias; beside "bert.…" there is "classifier.weight", "fc.weight"',
    ],
    [
      'a tensor that is missing',
      { 'bert.pooler.dense.bias': undefined },
      json,
      'a.pt: not the weights that config.json describes: "bert.pooler.dense.bias" is missing',
    ],
    [
      'a tensor of another shape',
      { 'bert.pooler.dense.bias': floats(3) },
      json,
      'a.pt: not the weights that config.json describes: "bert.pooler.dense.bias" is [3] instead of [2]',
    ],
    [
      'a number of labels',
      {},
      JSON.stringify({ ...fields, id2label: { 0: 'a' } }),
      'a.pt: not the weights that config.json describes: "classifier.weight" is [3, 2] instead of [1, 2], "classifier.bias" is [3] instead of [1]',
    ],
    [
      'more labels than there can be',
      { 'classifier.bias': floats(10 ** 9) },
      json,
      'config.json: "num_labels" must be an integer from 1 to 100000, found 1000000000',
    ],
    [
      'a dtype',
      { 'bert.pooler.dense.bias': new TorchTensor(new TorchStorage('0', 'I32', 64), 'I32', 0, [2], [1]) },
      json,
      'a.pt: tensor "bert.pooler.dense.bias" is I32; expected F32, F16, BF16, F64',
    ],
    [
      'a configuration that is not JSON',
      {},
      '{',
      "config.json: not JSON (Expected property name or '}' in JSON at position 1",
    ],
  ])('%s', async (_, changes, config, sentence) => {
    const error: unknown = await converted(torchBytes(changes), config).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).message.slice(0, sentence.length)).toBe(sentence);
  });

  test('a model of another kind', async () => {
    const other = JSON.stringify({ ...fields, model_type: 'gpt2' });
    await expect(converted(torchBytes(), other)).rejects.toThrow(UnsupportedModelError);
  });
});

test.each(Object.entries(publishedConfigs))('%s is a configuration', (name, published) => {
  const config = parseConfig(JSON.stringify(published), name);
  // Counted by transformers: BertForSequenceClassification(BertConfig.from_pretrained(name)).num_parameters().
  const parameters = {
    'bert-base-cased': 108_311_810,
    'bert-base-uncased': 109_483_778,
    'bert-large-cased': 333_581_314,
    'bert-large-uncased': 335_143_938,
    'bert-base-multilingual-cased': 177_854_978,
  };
  const sizes = Array.from(tensorShapes(config).values(), (shape) => shape.reduce((a, b) => a * b, 1));
  expect(sizes.reduce((a, b) => a + b)).toBe(parameters[name as keyof typeof parameters]);
});

test('a vocabulary tells whether it is cased', () => {
  expect(tokenizerSettings('[PAD]\n[UNK]\nthe\n##s\n', 512)).toMatchObject({ do_lower_case: true });
  expect(tokenizerSettings('[PAD]\r\n[UNK]\r\nthe\r\n', 512)).toMatchObject({ do_lower_case: true });
  expect(tokenizerSettings('[PAD]\nthe\nThe\n', 512)).toMatchObject({ do_lower_case: false });
});
