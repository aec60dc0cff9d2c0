import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directory } from '../src/bytes/file.ts';
import type { Folder } from '../src/bytes/folder.ts';
import { memorySource } from '../src/bytes/source.ts';
import { inspectCheckpoint, readCheckpoint, type LoadProgress } from '../src/checkpoint/checkpoint.ts';
import { parseConfig } from '../src/checkpoint/config.ts';
import { tensorShapes } from '../src/checkpoint/tensorShapes.ts';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';
import { writeSafetensors, type TensorToWrite } from '../src/safetensors/writer.ts';
import { safetensorsFile, tensorHeader } from './safetensorsFile.ts';

const fields = {
  model_type: 'bert',
  architectures: ['BertForSequenceClassification'],
  vocab_size: 7,
  hidden_size: 4,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
  type_vocab_size: 2,
  id2label: { 0: 'a', 1: 'b', 2: 'c' },
};
const config = parseConfig(JSON.stringify(fields), 'config.json');

/** A tensor filled with numbers of its own. */
function tensor(name: string, shape: readonly number[], seed = name.length): TensorToWrite {
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    shape,
    dtype: 'F32',
    data: Float32Array.from({ length: elements }, (_, i) => Math.sin(seed + i)),
  };
}

const whole = Array.from(tensorShapes(config), ([name, shape], seed) => tensor(name, shape, seed));

/** A folder in memory that counts what it has opened and not closed. */
function folder(files: Readonly<Record<string, Uint8Array | string>>) {
  let unclosed = 0;
  const inMemory: Folder = {
    name: 'model',
    async open(fileName) {
      const content = Object.hasOwn(files, fileName) ? files[fileName] : undefined;
      if (content === undefined) return undefined;
      unclosed++;
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const source = memorySource(bytes, `model/${fileName}`);
      return { ...source, close: async () => void unclosed-- };
    },
  };
  return Object.assign(inMemory, { unclosed: () => unclosed });
}

function checkpoint(tensors: Iterable<TensorToWrite>, changed: object = {}) {
  return folder({
    'config.json': JSON.stringify({ ...fields, ...changed }),
    'model.safetensors': writeSafetensors(tensors, { format: 'pt' }),
  });
}

const without = (name: string) => whole.filter((tensor) => tensor.name !== name);

/** How loading fails, and what it leaves open. */
async function failure(files: ReturnType<typeof folder>) {
  const error: unknown = await readCheckpoint(files).catch((e: unknown) => e);
  return { error, unclosed: files.unclosed() };
}

const refused = (error: ModelError) => ({ error, unclosed: 0 });

describe('a whole checkpoint', () => {
  test('is loaded by the names of transformers', async () => {
    const files = checkpoint(whole);
    const loaded = await readCheckpoint(files);
    expect(loaded.name).toBe('model');
    expect(loaded.config).toEqual(config);
    expect(loaded.tensors).toEqual(new Map(whole.map(({ name, shape, data }) => [name, { shape, data }])));
    expect(loaded.report).toEqual({ missing: [], misshapen: [], renamed: [], unused: [], ignored: [] });
    expect(files.unclosed()).toBe(0);
  });

  test('may call the weights of a layer norm gamma and beta', async () => {
    const older = whole.map((tensor) => ({
      ...tensor,
      name: tensor.name
        .replace(/LayerNorm\.weight$/, 'LayerNorm.gamma')
        .replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
    }));
    const { tensors, report } = await readCheckpoint(checkpoint(older));
    expect(tensors).toEqual((await readCheckpoint(checkpoint(whole))).tensors);
    // The embeddings and two in each of two layers have a layer norm of a weight and a bias.
    expect(report.renamed).toHaveLength(10);
    expect(report.renamed[0]).toEqual({
      name: 'bert.embeddings.LayerNorm.weight',
      found: 'bert.embeddings.LayerNorm.gamma',
    });
    expect(report.unused).toEqual([]);
  });

  test('may hold what the model does not need', async () => {
    const extras: TensorToWrite[] = [
      {
        name: 'bert.embeddings.position_ids',
        dtype: 'I64',
        shape: [1, 5],
        data: BigInt64Array.of(0n, 1n, 2n, 3n, 4n),
      },
      tensor('cls.predictions.bias', [7]),
      tensor('bert.embeddings.LayerNorm.gamma', [9]),
      tensor('constructor', [1]),
      tensor('__proto__', [1]),
    ];
    const { tensors, report } = await readCheckpoint(checkpoint([...whole, ...extras]));
    expect([...tensors.keys()]).toEqual([...tensorShapes(config).keys()]);
    expect(report.renamed).toEqual([]);
    expect(report.ignored).toEqual(
      expect.arrayContaining(['bert.embeddings.position_ids', 'cls.predictions.bias']),
    );
    expect(report.unused).toEqual(
      expect.arrayContaining(['bert.embeddings.LayerNorm.gamma', 'constructor', '__proto__']),
    );
    expect(report.ignored.length + report.unused.length).toBe(extras.length);
  });

  test('tells how far it has come, by bytes of the file', async () => {
    const steps: LoadProgress[] = [];
    const half = whole.map((tensor) => ({ ...tensor, dtype: 'F16' }) as TensorToWrite);
    await readCheckpoint(checkpoint(half), { onProgress: (progress) => steps.push(progress) });
    const totalBytes = 2 * half.reduce((sum, { data }) => sum + data.length, 0);
    expect(steps).toHaveLength(whole.length);
    expect(
      steps.every(
        (step, i) => step.totalBytes === totalBytes && step.loadedBytes > (steps[i - 1]?.loadedBytes ?? 0),
      ),
    ).toBe(true);
    expect(steps.at(-1)).toEqual({ loadedBytes: totalBytes, totalBytes });
  });

  test('is not loaded further when the signal aborts', async () => {
    const abort = new AbortController();
    const files = checkpoint(whole);
    const steps: LoadProgress[] = [];
    const onProgress = (progress: LoadProgress) => {
      if (steps.push(progress) === 3) abort.abort(new Error('enough'));
    };
    await expect(readCheckpoint(files, { signal: abort.signal, onProgress })).rejects.toThrow('enough');
    expect(steps).toHaveLength(3);
    expect(files.unclosed()).toBe(0);
  });
});

describe('weights that do not fit', () => {
  const contradiction = 'model/model.safetensors: not the weights that config.json describes';

  test('any tensor missing', async () => {
    for (const { name } of whole) {
      expect(await failure(checkpoint(without(name)))).toEqual(
        refused(new ModelError(`${contradiction}: "${name}" is missing`)),
      );
    }
  });

  test('any tensor of another shape', async () => {
    for (const { name, shape } of whole) {
      const other = shape.with(0, shape[0]! + 1);
      expect(await failure(checkpoint([...without(name), tensor(name, other)]))).toEqual(
        refused(
          new ModelError(
            `${contradiction}: "${name}" is [${other.join(', ')}] instead of [${shape.join(', ')}]`,
          ),
        ),
      );
    }
  });

  test('a transposed weight', async () => {
    const name = 'bert.encoder.layer.1.output.dense.weight';
    expect(await failure(checkpoint([...without(name), tensor(name, [6, 4])]))).toEqual(
      refused(new ModelError(`${contradiction}: "${name}" is [6, 4] instead of [4, 6]`)),
    );
  });

  test('many at once, of which some are named', async () => {
    expect(await failure(checkpoint([]))).toEqual(
      refused(
        new ModelError(
          `${contradiction}: "bert.embeddings.word_embeddings.weight" is missing, "bert.embeddings.position_embeddings.weight" is missing, ` +
            `"bert.embeddings.token_type_embeddings.weight" is missing and ${whole.length - 3} more`,
        ),
      ),
    );
  });

  test('those of another architecture', async () => {
    expect(
      await failure(checkpoint(without('classifier.bias'), { architectures: ['BertForMaskedLM'] })),
    ).toEqual(
      refused(
        new UnsupportedModelError(
          'model/model.safetensors: a BertForMaskedLM is not supported; supported: BertForSequenceClassification, BertForTokenClassification, BertForQuestionAnswering ("classifier.bias" is missing)',
        ),
      ),
    );
  });

  test('numbers without a fraction', async () => {
    const name = 'classifier.bias';
    expect(
      await failure(
        checkpoint([...without(name), { name, dtype: 'I64', shape: [3], data: new BigInt64Array(3) }]),
      ),
    ).toEqual(
      refused(
        new ModelError('model/model.safetensors: tensor "classifier.bias" is I64; expected F32, F16 or BF16'),
      ),
    );
  });

  test('any element of any tensor that is not finite is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.nat(),
        fc.constantFrom(NaN, Infinity, -Infinity),
        fc.constantFrom('F32' as const, 'F16' as const),
        async (which, where, value, dtype) => {
          const { name, shape, data } = whole[which] as TensorToWrite & { data: Float32Array };
          const index = where % data.length;
          const damaged = data.with(index, value);
          const position =
            shape.length === 1 ? `${index}` : `${Math.floor(index / shape[1]!)}, ${index % shape[1]!}`;
          expect(await failure(checkpoint(whole.with(which, { name, shape, dtype, data: damaged })))).toEqual(
            refused(
              new ModelError(
                `model/model.safetensors: tensor "${name}" holds ${value} at [${position}]; a model's weights must be finite`,
              ),
            ),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a folder that is not a checkpoint', () => {
  const configJson = JSON.stringify(fields);
  const weights = writeSafetensors(whole);

  test.each<[string, Readonly<Record<string, Uint8Array | string>>, string]>([
    ['nothing', {}, 'model: no config.json; expected the folder of a Hugging Face model'],
    [
      'no weights',
      { 'config.json': configJson },
      'model: no model.safetensors; expected the folder of a Hugging Face model',
    ],
    [
      'pickled weights',
      { 'config.json': configJson, 'pytorch_model.bin': '' },
      'model: its only weights are the pickled pytorch_model.bin; make a folder with model.safetensors of it: gradlens convert pytorch_model.bin --config config.json --vocab vocab.txt -o DIR',
    ],
    [
      'a configuration that is not UTF-8',
      { 'config.json': Uint8Array.of(0xff) },
      'model/config.json: not UTF-8 text',
    ],
    [
      'a configuration that contradicts itself',
      { 'config.json': JSON.stringify({ ...fields, num_attention_heads: 3 }) },
      'model/config.json: "num_attention_heads" (3) must divide "hidden_size" (4)',
    ],
    [
      'truncated weights',
      { 'config.json': configJson, 'model.safetensors': weights.subarray(0, -1) },
      `model/model.safetensors: not a valid safetensors header: tensor "classifier.weight" ends at byte`,
    ],
    [
      'weights of another dtype',
      {
        'config.json': configJson,
        'model.safetensors': safetensorsFile(tensorHeader('F33', [1], 4), new Uint8Array(4)),
      },
      'model/model.safetensors: not a valid safetensors header: tensor "x" has the unknown dtype "F33"',
    ],
  ])('%s', async (_, content, beginning) => {
    const files = folder(content);
    const error = await readCheckpoint(files).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message.slice(0, beginning.length)).toBe(beginning);
    expect(await inspectCheckpoint(files).catch((e: unknown) => e)).toEqual(error);
    expect(files.unclosed()).toBe(0);
  });

  test('a configuration of a terabyte, of which nothing is read', async () => {
    const endless: Folder = {
      name: 'model',
      open: async (fileName) => ({
        name: fileName,
        size: 2 ** 40,
        read: () => Promise.reject(new Error('read')),
        close: async () => {},
      }),
    };
    await expect(readCheckpoint(endless)).rejects.toThrow(
      new ModelError('config.json: 1099511627776 bytes are too many; expected a text of at most 4194304'),
    );
  });
});

describe('inspecting', () => {
  test('counts what the model uses, by dtype', async () => {
    const tensors = [
      ...whole.map((tensor) =>
        tensor.shape.length === 1 ? tensor : ({ ...tensor, dtype: 'F16' } as TensorToWrite),
      ),
      tensor('cls.predictions.bias', [7]),
    ];
    const weights = writeSafetensors(tensors, { format: 'pt' });
    const files = folder({
      'config.json': JSON.stringify(fields),
      'model.safetensors': weights,
      'vocab.txt': '',
      'tokenizer_config.json': '{}',
    });
    const vectors = whole.filter(({ shape }) => shape.length === 1);
    const matrices = whole.filter(({ shape }) => shape.length === 2);
    const parameters = (of: readonly TensorToWrite[]) => of.reduce((sum, { data }) => sum + data.length, 0);
    const byDtype = [
      {
        dtype: 'F16',
        tensors: matrices.length,
        parameters: parameters(matrices),
        bytes: 2 * parameters(matrices),
      },
      {
        dtype: 'F32',
        tensors: vectors.length,
        parameters: parameters(vectors),
        bytes: 4 * parameters(vectors),
      },
    ];
    const table = parameters(whole.filter(({ name }) => name === 'bert.embeddings.word_embeddings.weight'));
    const summary = await inspectCheckpoint(files);
    expect(summary).toEqual({
      name: 'model',
      config,
      fileBytes: weights.length,
      metadata: new Map([['format', 'pt']]),
      dtypes: expect.arrayContaining(byDtype) as unknown,
      total: {
        tensors: whole.length,
        parameters: parameters(whole),
        bytes: byDtype[0]!.bytes + byDtype[1]!.bytes,
      },
      deviceBytes: 4 * (parameters(whole) - table),
      gpuBytes: 4 * parameters(vectors) + 2 * (parameters(matrices) - table),
      wordTableBytes: 2 * table,
      tokenizerFiles: ['vocab.txt', 'tokenizer_config.json'],
      report: { missing: [], misshapen: [], renamed: [], unused: [], ignored: ['cls.predictions.bias'] },
      problem: null,
    });
    expect(summary.dtypes).toHaveLength(2);
    expect(files.unclosed()).toBe(0);
  });

  test('reports what is missing and misshapen', async () => {
    const tensors = [
      ...without('classifier.weight').filter(({ name }) => name !== 'classifier.bias'),
      tensor('classifier.bias', [2]),
    ];
    expect((await inspectCheckpoint(checkpoint(tensors))).report).toMatchObject({
      missing: ['classifier.weight'],
      misshapen: [{ name: 'classifier.bias', expected: [3], found: [2] }],
    });
  });
});

describe('checkpoints that transformers wrote', () => {
  const models = new URL('../../../fixtures/models/', import.meta.url);
  const { models: names } = JSON.parse(readFileSync(new URL('index.json', models), 'utf8')) as {
    models: string[];
  };

  test.each(names)('%s is whole', async (name) => {
    const files = directory(fileURLToPath(new URL(name, models)));
    const { report, tensors } = await readCheckpoint(files);
    const legacy = name === 'cased-legacy-names';
    expect({ ...report, renamed: report.renamed.length }).toEqual({
      missing: [],
      misshapen: [],
      renamed: legacy ? 10 : 0,
      unused: [],
      ignored: legacy ? ['bert.embeddings.position_ids'] : [],
    });
    const { total, dtypes, metadata } = await inspectCheckpoint(files);
    expect(total.tensors).toBe(tensors.size);
    expect(dtypes.map(({ dtype }) => dtype)).toEqual([name.endsWith('-half') ? 'F16' : 'F32']);
    expect(metadata.get('format')).toBe('pt');
  });
});
