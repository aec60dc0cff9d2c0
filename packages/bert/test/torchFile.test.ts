import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storedValues, torchFile } from '../../../fixtures/torchFiles.ts';
import { assembled, described, pickled, text } from '../fuzz/files/pickle.ts';
import { joined, zipFile } from '../fuzz/files/zipFile.ts';
import { fileSource } from '../src/bytes/file.ts';
import { memorySource } from '../src/bytes/source.ts';
import { ModelError } from '../src/errors.ts';
import { decodeHalves } from '../src/safetensors/halfPrecision.ts';
import { openTorch } from '../src/torch/reader.ts';
import { Dict, TorchStorage, TorchTensor, type PickleValue } from '../src/torch/values.ts';

/** How each of torch's dtypes is called here, and its numbers of little-endian bytes. */
const dtypes: Record<
  string,
  readonly [ours: string, read: (buffer: ArrayBuffer) => Iterable<number | bigint>]
> = {
  float64: ['F64', (buffer) => new Float64Array(buffer)],
  float32: ['F32', (buffer) => new Float32Array(buffer)],
  float16: ['F16', (buffer) => halves('F16', buffer)],
  bfloat16: ['BF16', (buffer) => halves('BF16', buffer)],
  int64: ['I64', (buffer) => new BigInt64Array(buffer)],
  int32: ['I32', (buffer) => new Int32Array(buffer)],
  int16: ['I16', (buffer) => new Int16Array(buffer)],
  int8: ['I8', (buffer) => new Int8Array(buffer)],
  uint8: ['U8', (buffer) => new Uint8Array(buffer)],
  uint16: ['U16', (buffer) => new Uint16Array(buffer)],
  bool: ['BOOL', (buffer) => new Uint8Array(buffer)],
};

function halves(format: 'F16' | 'BF16', buffer: ArrayBuffer): Float32Array {
  const numbers = new Float32Array(buffer.byteLength / 2);
  decodeHalves(format, new Uint16Array(buffer), numbers);
  return numbers;
}

async function wholeTensor(pieces: AsyncIterable<Uint8Array>): Promise<ArrayBuffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice());
  return joined(all).buffer as ArrayBuffer;
}

describe.each(['values.pt', 'protocol-4.pt', 'big-endian.pt'])('%s', (name) => {
  test('has the tensors that torch saved, of every dtype and order of storage', async () => {
    const source = await fileSource(torchFile(`values/${name}`));
    const { tensors, read } = await openTorch(source);
    expect([...tensors.keys()]).toEqual(Object.keys(storedValues));
    for (const [tensor, { dtype, shape, values }] of Object.entries(storedValues)) {
      const [ours, numbersOf] = dtypes[dtype]!;
      expect(tensors.get(tensor)).toMatchObject({ dtype: ours, shape });
      expect([tensor, ...Array.from(numbersOf(await wholeTensor(read(tensor))), Number)]).toEqual([
        tensor,
        ...values,
      ]);
    }
    await source.close();
  });
});

const refusal = async (name: string, bytes: Uint8Array) => {
  const error: unknown = await (async () => {
    const { tensors, read } = await openTorch(memorySource(bytes, name));
    for (const tensor of tensors.keys()) await wholeTensor(read(tensor));
  })().catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ModelError);
  return (error as ModelError).message;
};
const ofFixture = (name: string) => refusal(name, readFileSync(torchFile(`values/${name}`)));

describe('a file of another kind is refused, with what to do', () => {
  test('of before torch 1.6', async () => {
    expect(await ofFixture('legacy.pt')).toBe(
      `legacy.pt: in the format of before torch 1.6, which is not read; save it again with python -c 'import torch; torch.save(torch.load("legacy.pt", map_location="cpu", weights_only=True), "resaved.pt")'`,
    );
    // Whoever copies the command runs what is in it.
    expect(await refusal(`x"'; rm -rf ~ #.pt`, assembled(0x80, 2))).toContain('torch.load("FILE",');
  });

  test('a whole model', async () => {
    expect(await ofFixture('whole-model.pt')).toBe(
      'whole-model.pt: it names "torch.nn.modules.linear.Linear", and to read these would run code; save the weights alone, with torch.save(model.state_dict(), "weights.pt")',
    );
  });

  test('a compressed one, and one with a negative view', async () => {
    expect(await ofFixture('compressed.pt')).toMatch(/"values\/data.pkl" is compressed/);
    expect(await ofFixture('negative-view.pt')).toMatch(/negative or conjugate view; save tensor.clone\(\)/);
  });

  test('none at all', async () => {
    expect(await refusal('a.pt', new Uint8Array())).toBe(
      'a.pt: not a file that torch.save writes: it begins otherwise',
    );
    const zip = (...names: string[]) =>
      refusal('a.pt', zipFile(names.map((name) => ({ name, content: pickled('}') }))));
    expect(await zip('a/readme')).toMatch(/expected one data.pkl in it, found 0$/);
    expect(await zip('a/data.pkl', 'b/data.pkl')).toMatch(/expected one data.pkl in it, found 2$/);
    expect(await zip('a/data.pkl', 'a/constants.pkl')).toMatch(/a TorchScript program/);
  });
});

/** A file of torch with such a value in it, and a storage `0` of these bytes. */
function holding(value: PickleValue, bytes = new Uint8Array(16), order?: string): Uint8Array {
  return zipFile([
    { name: 'a/data.pkl', content: pickled(described(value)!) },
    ...(order === undefined ? [] : [{ name: 'a/byteorder', content: new TextEncoder().encode(order) }]),
    { name: 'a/data/0', content: bytes },
  ]);
}

const tensor = new TorchTensor(new TorchStorage('0', 'F32', 4), 'F32', 0, [4], [1]);
const names = async (value: PickleValue) => {
  const { tensors } = await openTorch(memorySource(holding(value), 'a.pt'));
  return [...tensors.keys()];
};

describe('the tensors of a state_dict', () => {
  const prefixed = (prefix: string) =>
    new Dict(['bert.a', 'linear.b'].map((name) => [`${prefix}${name}`, tensor]));
  const weights = prefixed('');

  test.each<[string, PickleValue]>([
    ['alone', weights],
    ['with what is no tensor', new Dict([...weights, ['count', 3n], [4n, tensor]])],
    [
      'of a checkpoint',
      new Dict([
        ['epoch', 1n],
        ['model_state_dict', weights],
      ]),
    ],
    ['of another checkpoint', new Dict([['state_dict', weights]])],
    ['of a checkpoint in a checkpoint', new Dict([['model', new Dict([['state_dict', weights]])]])],
    ['of a parallel model', prefixed('module.')],
    ['of Lightning', new Dict([['state_dict', prefixed('model.')]])],
    ['of a compiled, parallel model', prefixed('_orig_mod.module.')],
  ])('%s', async (_, value) => {
    expect(await names(value)).toEqual(['bert.a', 'linear.b']);
  });

  test('keep a prefix that not all have', async () => {
    expect(
      await names(
        new Dict([
          ['module.a', tensor],
          ['b', tensor],
        ]),
      ),
    ).toEqual(['module.a', 'b']);
  });

  test('are missing', async () => {
    expect(
      await refusal(
        'a.pt',
        holding(
          new Dict([
            ['epoch', 3n],
            [5n, null],
          ]),
        ),
      ),
    ).toBe(
      'a.pt: no weights: expected the tensors of a state_dict by name, or such a dict under "model_state_dict", "state_dict", "model"; found "epoch", 5',
    );
    expect(await refusal('a.pt', holding(tensor))).toMatch(/found no dict$/);
  });

  test('may hold themselves', async () => {
    const itself = pickled('}q0', text('state_dict'), 'h0s');
    expect(await refusal('a.pt', zipFile([{ name: 'a/data.pkl', content: itself }]))).toMatch(/no weights/);
  });

  test('whose prefix is repeated without end', async () => {
    expect(await names(prefixed('module.'.repeat(20_000)))).toEqual(['bert.a', 'linear.b']);
  });
});

describe('records that contradict the pickle are refused', () => {
  test('a storage that is missing', async () => {
    const other = new TorchTensor(new TorchStorage('../1', 'F32', 4), 'F32', 0, [4], [1]);
    expect(await refusal('a.pt', holding(new Dict([['w', other]])))).toBe(
      'a.pt: the storage "../1" of tensor "w" is missing',
    );
  });

  test.each([12, 20])('a storage of %i bytes', async (size) => {
    expect(await refusal('a.pt', holding(new Dict([['w', tensor]]), new Uint8Array(size)))).toBe(
      `a.pt: the storage "0" of tensor "w" has ${size} bytes, but 4 elements of F32 take 16`,
    );
  });

  test('a byte order that is none', async () => {
    expect(await refusal('a.pt', holding(new Dict([['w', tensor]]), undefined, 'middle'))).toBe(
      'a.pt: the byte order is "middle"; expected "little" or "big"',
    );
  });

  test('bytes that are damaged', async () => {
    const bytes = readFileSync(torchFile('values/values.pt'));
    const { tensors, read } = await openTorch(memorySource(bytes, 'a.pt'));
    const at = bytes.indexOf(Uint8Array.of(0, 0, 0x80, 0x3f));
    bytes[at] = 1;
    const damaged = [...tensors.keys()].map((name) => wholeTensor(read(name)).then(() => '', String));
    expect((await Promise.all(damaged)).filter((message) => /is damaged/.test(message))).not.toEqual([]);
  });
});
