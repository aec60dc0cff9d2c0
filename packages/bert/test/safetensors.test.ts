import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SafeTensor } from 'safetensors';
import { describe, expect, test } from 'vitest';
import { blobSource, memorySource, type ByteSource } from '../src/bytes/source.ts';
import { ModelError } from '../src/errors.ts';
import { fileSource } from '../src/bytes/file.ts';
import { encodeFloat16 } from '@gradlens/tensor';
import { openSafetensors, type Safetensors, type StoredTensor } from '../src/safetensors/reader.ts';
import { writeSafetensors, type TensorToWrite } from '../src/safetensors/writer.ts';
import { bytesOf, safetensorsFile, tensorHeader } from './safetensorsFile.ts';

const open = (bytes: Uint8Array) => openSafetensors(memorySource(bytes, 'model.safetensors'));

/** Text with characters of every plane, and keys that a JavaScript object treats specially. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '0', 'a"b\\c', '\u2028', '\0'),
);
const shape = fc.array(fc.nat(4), { maxLength: 3 });
const elements = (of: readonly number[]) => of.reduce((product, size) => product * size, 1);

/** Any bits, so that subnormals, infinities and NaN are among the values. */
function bits(count: number, bytes: number): fc.Arbitrary<ArrayBuffer> {
  return fc
    .uint8Array({ minLength: count * bytes, maxLength: count * bytes })
    .map((drawn) => drawn.slice().buffer);
}

const tensors: fc.Arbitrary<TensorToWrite[]> = fc.uniqueArray(
  fc
    .record({
      name: text.filter((name) => name !== '__metadata__'),
      shape,
      kind: fc.constantFrom('F32', 'F16', 'I64'),
    })
    .chain(({ name, shape, kind }): fc.Arbitrary<TensorToWrite> => {
      const count = elements(shape);
      if (kind === 'F32')
        return bits(count, 4).map((buffer) => ({
          name,
          shape,
          dtype: 'F32',
          data: new Float32Array(buffer),
        }));
      if (kind === 'I64')
        return bits(count, 8).map((buffer) => ({
          name,
          shape,
          dtype: 'I64',
          data: new BigInt64Array(buffer),
        }));
      const float16 = fc.float({ noNaN: true, min: -65504, max: 65504 });
      return fc
        .array(fc.oneof(float16, fc.constantFrom(Infinity, -Infinity, NaN, -0)), {
          minLength: count,
          maxLength: count,
        })
        .map((data) => ({ name, shape, dtype: 'F16', data: Float32Array.from(data) }));
    }),
  { selector: ({ name }) => name, maxLength: 6 },
);
const metadata = fc.dictionary(text, text, { maxKeys: 4 });

/** Not a multiple of any element's size from the start of its buffer, so that nothing is aligned. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const moved = new Uint8Array(bytes.length + 1);
  moved.set(bytes, 1);
  return moved.subarray(1);
}

async function withFile<T>(bytes: Uint8Array, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gradlens-'));
  try {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, bytes);
    const source = await fileSource(path);
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('what is written is read again', () => {
  /** What a tensor is when nothing was lost; F16 in the file's precision, since its rounding has tests of its own. */
  const described = ({ name, dtype, shape, data }: TensorToWrite | StoredTensor) => ({
    name,
    dtype,
    shape,
    bytes: bytesOf(dtype === 'F16' ? encodeFloat16(data) : data),
  });
  const sorted = <T extends { name: string }>(tensors: T[]) =>
    tensors.sort((a, b) => (a.name < b.name ? -1 : 1));

  async function contents(source: ByteSource) {
    const file = await openSafetensors(source);
    const read = await Promise.all([...file.tensors.keys()].map((name) => file.read(name)));
    return { metadata: file.metadata, tensors: sorted(read.map(described)) };
  }

  const written = (tensors: readonly TensorToWrite[], noted: Record<string, string>) => ({
    metadata: new Map(Object.entries(noted)),
    tensors: sorted(tensors.map(described)),
  });

  test('from memory, aligned or not, and from a Blob', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (drawn, noted) => {
        const bytes = writeSafetensors(drawn, noted);
        const expected = written(drawn, noted);
        expect(await contents(memorySource(bytes, 'memory'))).toEqual(expected);
        expect(await contents(memorySource(unaligned(bytes), 'memory'))).toEqual(expected);
        expect(await contents(blobSource(new Blob([bytes]), 'blob'))).toEqual(expected);
      }),
    );
  });

  test('from a file', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (drawn, noted) => {
        const found = await withFile(writeSafetensors(drawn, noted), contents);
        expect(found).toEqual(written(drawn, noted));
      }),
      { numRuns: 20 },
    );
  });

  test('the order of tensors and metadata does not matter, and every element is aligned', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (written, noted) => {
        const bytes = writeSafetensors(written, noted);
        const reversed = Object.fromEntries(Object.entries(noted).reverse());
        expect(writeSafetensors(written.toReversed(), reversed)).toEqual(bytes);
        expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
        const file = await open(bytes);
        for (const { name, dtype } of written) {
          expect(file.tensors.get(name)!.begin % { F32: 4, F16: 2, I64: 8 }[dtype]).toBe(0);
        }
      }),
    );
  });

  test('aligned floats in memory are not copied', async () => {
    const bytes = writeSafetensors([{ name: 'x', dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) }]);
    const { data } = await (await open(bytes)).read('x');
    expect(data.buffer).toBe(bytes.buffer);
  });
});

describe('the writer refuses', () => {
  const x = { name: 'x', dtype: 'F32', shape: [1], data: Float32Array.of(1) } as const;
  test.each<[string, TensorToWrite[], RegExp]>([
    ['a name that is taken', [x, x], /"x" is taken/],
    ['the name of the metadata', [{ ...x, name: '__metadata__' }], /"__metadata__" is taken/],
    ['half a character as a name', [{ ...x, name: 'a\ud800' }], /not Unicode text/],
    ['another number of elements', [{ ...x, shape: [2] }], /"x" has 1 elements, but \[2\] asks for 2/],
    [
      'what F16 cannot hold',
      [{ ...x, dtype: 'F16', data: Float32Array.of(-65520) }],
      /-65520, too large for F16/,
    ],
  ])('%s', (_, written, message) => {
    expect(() => writeSafetensors(written)).toThrow(RangeError);
    expect(() => writeSafetensors(written)).toThrow(message);
  });

  test('half a character as metadata', () => {
    expect(() => writeSafetensors([], { note: '\udc00' })).toThrow(RangeError);
  });
});

/**
 * npm's `safetensors` 0.0.1 takes every member of the header for a tensor, so that a file with `__metadata__` throws; it
 * gives bytes without looking at dtype or shape, and validates nothing. What it agrees to is where each tensor lies.
 */
test('the npm package safetensors finds the same bytes in files without metadata', async () => {
  await fc.assert(
    fc.asyncProperty(tensors, async (written) => {
      // It builds an object by JSON.parse and walks it with for…in, which is right for all keys, even `__proto__`.
      const bytes = writeSafetensors(written);
      const second = new SafeTensor(bytes);
      for (const { name, dtype, data } of written) {
        const values = dtype === 'F16' ? encodeFloat16(data) : data;
        expect(new Uint8Array(second.getTensor(name))).toEqual(bytesOf(values));
      }
    }),
  );
  expect(() => new SafeTensor(writeSafetensors([], { format: 'pt' }))).toThrow(TypeError);
});

describe('tensors of other kinds', () => {
  test.each([
    ['BOOL', 8],
    ['F4', 4],
    ['F6_E2M3', 6],
    ['F8_E4M3', 8],
    ['U16', 16],
    ['I32', 32],
    ['F64', 64],
    ['C64', 64],
  ])('%s is listed, and refused when it is read', async (dtype, width) => {
    const file = await open(safetensorsFile(tensorHeader(dtype, [4], width / 2), new Uint8Array(width / 2)));
    expect(file.tensors.get('x')).toEqual({ dtype, shape: [4], begin: 0, end: width / 2 });
    await expect(file.read('x')).rejects.toThrow(
      new ModelError(`model.safetensors: tensor "x" is ${dtype}; only F32, F16, BF16, I64 can be read`),
    );
  });

  test('a scalar, tensors of no elements in any order, and spaces wherever JSON allows them', async () => {
    const header =
      ' { "s" : {"shape":[ ],"dtype":"F32","data_offsets":[0,4]},\n' +
      '"before":{"dtype":"I64","shape":[0],"data_offsets":[0,0]},' +
      '"after":{"dtype":"F16","shape":[3,0],"data_offsets":[\t4,4]} }  ';
    const file = await open(safetensorsFile(header, bytesOf(Float32Array.of(-2.5))));
    expect((await file.read('s')).data).toEqual(Float32Array.of(-2.5));
    expect((await file.read('before')).data).toEqual(new BigInt64Array());
    expect((await file.read('after')).data).toEqual(new Float32Array());
  });

  test('a name that is not there', async () => {
    const file = await open(safetensorsFile('{}'));
    await expect(file.read('__proto__')).rejects.toThrow(
      new ModelError('model.safetensors: there is no tensor "__proto__"'),
    );
  });
});

describe('a file that is not sound is refused before its tensors are read', () => {
  const f32 = (begin: number, end: number) =>
    `{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`;
  const one = (member: string) => `{"x":${member}}`;

  test.each<[string, string | Uint8Array, number, string]>([
    ['a list', '[]', 0, 'expected "{" at character 0, found "["'],
    ['nothing', '', 0, 'expected "{" at character 0, found the end'],
    ['text after the end', '{}}', 0, 'expected nothing more at character 2, found "}"'],
    ['a byte order mark', '\ufeff{}', 0, 'expected "{" at character 0, found "\ufeff"'],
    ['a comma too many', `{"x":${f32(0, 4)},}`, 4, 'expected a string at character 54, found "}"'],
    ['a string without end', '{"x', 0, 'malformed string at character 1'],
    ['a string with an unknown escape', '{"\\x"', 0, 'malformed string at character 1'],
    ['half a character', '{"\\ud800":1}', 0, 'the string at character 1 is not Unicode text'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a), 0, 'not UTF-8 text'],
    ['a tensor twice', `{"x":${f32(0, 4)},"x":${f32(0, 4)}}`, 4, 'the key "x" occurs twice'],
    ['a field twice', one('{"dtype":"F32","dtype":"F32"}'), 4, 'the key "dtype" occurs twice'],
    ['metadata twice', '{"__metadata__":{"a":"1","a":"2"}}', 0, 'the key "a" occurs twice'],
    [
      'metadata that is not text',
      '{"__metadata__":{"a":1}}',
      0,
      'expected a string at character 21, found "1"',
    ],
    ['a tensor that is not an object', one('null'), 0, 'expected "{" at character 5, found "n"'],
    ['no dtype', one('{"shape":[1],"data_offsets":[0,4]}'), 4, 'tensor "x" lacks "dtype"'],
    ['no shape', one('{"dtype":"F32","data_offsets":[0,4]}'), 4, 'tensor "x" lacks "shape"'],
    ['no offsets', one('{"dtype":"F32","shape":[1]}'), 4, 'tensor "x" lacks "data_offsets"'],
    ['an unknown field', one('{"scale":[1]}'), 4, 'tensor "x" has the unknown member "scale"'],
    ['an unknown dtype', tensorHeader('f32', [1], 4), 4, 'tensor "x" has the unknown dtype "f32"'],
    [
      'a dtype of JavaScript’s own',
      tensorHeader('toString', [1], 4),
      4,
      'tensor "x" has the unknown dtype "toString"',
    ],
    [
      'a negative size',
      tensorHeader('F32', [-1], 4),
      4,
      'expected a non-negative integer at character 29, found "-"',
    ],
    ['a fraction', one('{"shape":[1.0]}'), 4, 'expected a non-negative integer at character 15, found "1"'],
    ['an exponent', one('{"shape":[1e0]}'), 4, 'expected a non-negative integer at character 15, found "1"'],
    [
      'a leading zero',
      one('{"shape":[01]}'),
      4,
      'expected a non-negative integer at character 15, found "0"',
    ],
    ['a size beyond 2^53', one('{"shape":[9007199254740993]}'), 4, 'the number at character 15 is too large'],
    [
      'a product beyond 2^53, hidden by a 0',
      tensorHeader('F32', [2 ** 40, 2 ** 40, 0], 0),
      0,
      'tensor "x" is F32 [1099511627776, 1099511627776, 0], which takes Infinity bytes, but its data_offsets span 0',
    ],
    [
      'fewer bytes than dtype and shape take',
      tensorHeader('F32', [2, 3], 20),
      20,
      'tensor "x" is F32 [2, 3], which takes 24 bytes, but its data_offsets span 20',
    ],
    [
      'half a byte',
      tensorHeader('F4', [3], 1),
      1,
      'tensor "x" is F4 [3], which takes 1.5 bytes, but its data_offsets span 1',
    ],
    [
      'an end before its begin',
      one('{"dtype":"F32","shape":[1],"data_offsets":[8,4]}'),
      8,
      'tensor "x" begins at byte 8, after its end at 4',
    ],
    [
      'three offsets',
      one('{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}'),
      8,
      'tensor "x" has 3 data_offsets instead of begin and end',
    ],
    [
      'one offset',
      one('{"dtype":"F32","shape":[1],"data_offsets":[4]}'),
      8,
      'tensor "x" has 1 data_offsets instead of begin and end',
    ],
    [
      'truncated data',
      tensorHeader('F32', [4], 16),
      15,
      'tensor "x" ends at byte 16 of the data, of which there are 15: is the file truncated?',
    ],
    ['an overlap', `{"b":${f32(4, 12)},"a":${f32(0, 8)}}`, 12, 'tensor "b" overlaps tensor "a"'],
    [
      'one tensor within another',
      `{"b":${f32(4, 8)},"a":${f32(0, 12)}}`,
      12,
      'tensor "b" overlaps tensor "a"',
    ],
    ['two tensors in one place', `{"b":${f32(0, 4)},"a":${f32(0, 4)}}`, 4, 'tensor "a" overlaps tensor "b"'],
    [
      'a gap',
      `{"b":${f32(8, 12)},"a":${f32(0, 4)}}`,
      12,
      'tensor "b" begins at byte 8, but 4 to 8 hold no tensor',
    ],
    [
      'bytes before the first tensor',
      one(f32(4, 8)),
      8,
      'tensor "x" begins at byte 4, but 0 to 4 hold no tensor',
    ],
    ['bytes after the last tensor', one(f32(0, 4)), 6, 'the last 2 bytes of the data hold no tensor'],
  ])('%s', async (_, header, dataBytes, sentence) => {
    await expect(open(safetensorsFile(header, new Uint8Array(dataBytes)))).rejects.toThrow(
      new ModelError(`model.safetensors: not a valid safetensors header: ${sentence}`),
    );
  });

  function withLength(length: bigint, rest: number): Uint8Array {
    const bytes = new Uint8Array(8 + rest).fill(0x20);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  }

  test.each<[string, Uint8Array, string]>([
    [
      'an empty file',
      new Uint8Array(),
      '0 bytes are too few for a safetensors file, which begins with a length of 8',
    ],
    [
      'seven bytes',
      new Uint8Array(7),
      '7 bytes are too few for a safetensors file, which begins with a length of 8',
    ],
    [
      'a header longer than the file',
      withLength(11n, 10),
      'the header claims 11 bytes, but 10 follow: truncated, or not a safetensors file',
    ],
    [
      'a length of 2^64 − 1',
      withLength(2n ** 64n - 1n, 10),
      'the header claims 18446744073709551615 bytes, but 10 follow: truncated, or not a safetensors file',
    ],
  ])('%s', async (_, bytes, sentence) => {
    await expect(open(bytes)).rejects.toThrow(new ModelError(`model.safetensors: ${sentence}`));
  });

  test('a header of more than 100 MB, of which nothing is read', async () => {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, 100_000_001n, true);
    const source: ByteSource = {
      name: 'huge',
      size: 2 ** 40,
      read: async (offset, count) => {
        expect([offset, count]).toEqual([0, 8]);
        return length;
      },
      close: async () => {},
    };
    await expect(openSafetensors(source)).rejects.toThrow(
      new ModelError('huge: the header has 100000001 bytes; at most 100000000 are accepted'),
    );
  });

  test('a name of any length makes a short sentence', async () => {
    const error = await open(safetensorsFile(tensorHeader('F33', [], 4, 'n'.repeat(1e6)))).catch(
      (e: unknown) => e,
    );
    expect(String(error).length).toBeLessThan(200);
  });
});

interface Member {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly number[];
}

describe('hostile files', () => {
  const widths: Record<string, number> = { I8: 1, F16: 2, BF16: 2, F32: 4, I64: 8 };

  /** Sound files of one to five tensors, none of them empty, as the members of their header. */
  const sound = fc
    .array(
      fc.record({
        dtype: fc.constantFrom(...Object.keys(widths)),
        shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((drawn) => {
      let begin = 0;
      return drawn.map(({ dtype, shape }): Member => {
        const end = begin + elements(shape) * widths[dtype]!;
        const member = { dtype, shape, data_offsets: [begin, end] };
        begin = end;
        return member;
      });
    });

  const sizeOf = (members: readonly Member[]) => members.at(-1)!.data_offsets[1]!;
  const headerOf = (members: readonly unknown[]) =>
    JSON.stringify(Object.fromEntries(members.map((member, i) => [`tensor ${i}`, member])));

  test('any one field of the header changed is refused', async () => {
    const change = fc.integer({ min: -9, max: 9 }).filter((by) => by !== 0);
    const corruptions: fc.Arbitrary<(member: Member, at: number) => object>[] = [
      change.map((by) => ({ data_offsets: [begin, end], ...rest }) => ({
        ...rest,
        data_offsets: [begin! + by, end],
      })),
      change.map((by) => ({ data_offsets: [begin, end], ...rest }) => ({
        ...rest,
        data_offsets: [begin, end! + by],
      })),
      change.map((by) => (member, at) => {
        const size = member.shape[at % (member.shape.length || 1)];
        // A scalar has no size to change: it gets one.
        const shape =
          size === undefined ? [by === 1 ? 2 : by] : member.shape.with(at % member.shape.length, size + by);
        return { ...member, shape };
      }),
      fc.string().map((dtype) => (member) => ({
        ...member,
        // Of another width, since two dtypes of one width cannot be told apart.
        dtype: widths[dtype] === widths[member.dtype] ? 'U8x' : dtype,
      })),
      fc.constantFrom(...Object.keys(widths)).map((dtype) => (member) => ({
        ...member,
        dtype: widths[dtype] === widths[member.dtype] ? 'F8_E4M3B11FNUZ' : dtype,
      })),
      fc.constantFrom('dtype', 'shape', 'data_offsets').chain((field) =>
        fc
          .oneof(
            fc.constant(undefined),
            fc.jsonValue().filter((value) => !isPlausible(field, value)),
          )
          .map((value) => (member) => ({
            ...member,
            [field]: value,
          })),
      ),
    ];
    await fc.assert(
      fc.asyncProperty(sound, fc.oneof(...corruptions), fc.nat(), async (members, corrupt, at) => {
        const data = new Uint8Array(sizeOf(members));
        await open(safetensorsFile(headerOf(members), data));
        const corrupted = members.with(
          at % members.length,
          corrupt(members[at % members.length]!, at) as Member,
        );
        await expect(open(safetensorsFile(headerOf(corrupted), data))).rejects.toThrow(ModelError);
      }),
      { numRuns: 1000 },
    );
  });

  /** Values that could by chance be right for the field. */
  function isPlausible(field: string, value: unknown): boolean {
    return field === 'dtype'
      ? typeof value === 'string'
      : Array.isArray(value) && value.every(Number.isInteger);
  }

  test('a wrong length of header or file is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        sound,
        fc.integer({ min: -12, max: 12 }),
        fc.boolean(),
        async (members, by, ofFile) => {
          fc.pre(by !== 0);
          const file = safetensorsFile(
            `${headerOf(members)}      `,
            new Uint8Array(sizeOf(members)).fill(0x20),
          );
          const damaged = new Uint8Array(ofFile ? file.length + by : file.length);
          damaged.set(file.subarray(0, damaged.length));
          const length = new DataView(damaged.buffer);
          if (!ofFile) length.setBigUint64(0, length.getBigUint64(0, true) + BigInt(by), true);
          await expect(open(damaged)).rejects.toThrow(ModelError);
        },
      ),
      { numRuns: 500 },
    );
  });

  /** Opens and reads all it can; anything but a sound file or a refusal as it should be is told in a sentence. */
  async function outcome(bytes: Uint8Array): Promise<string> {
    const memory = memorySource(bytes, 'hostile');
    let asked = 0;
    const source: ByteSource = {
      ...memory,
      read: (offset, length) => {
        asked += length;
        return memory.read(offset, length);
      },
    };
    const opened = await openSafetensors(source).catch((error: unknown) => error);
    if (opened instanceof Error) return refusal(opened);
    const file = opened as Safetensors;
    let covered = 0;
    for (const [name, { dtype, shape, begin, end }] of file.tensors) {
      if (begin !== covered) return `${name} begins at ${begin}, not ${covered}`;
      covered = end;
      const tensor = await file.read(name).catch((error: unknown) => error);
      if (tensor instanceof Error) {
        if (widths[dtype] !== undefined && dtype !== 'I8') return `${name} is not read: ${tensor.message}`;
        if (refusal(tensor) !== 'refused') return refusal(tensor);
      } else {
        const { length } = (tensor as StoredTensor).data;
        if (length !== elements(shape) || length * widths[dtype]! !== end - begin)
          return `${name} has ${length}`;
      }
    }
    return asked <= bytes.length ? 'sound' : `${asked} bytes asked for, of ${bytes.length}`;
  }

  function refusal(error: Error): string {
    return error instanceof ModelError && /^hostile: [^\n]*$/.test(error.message) ? 'refused' : String(error);
  }

  test('any bytes are refused by a ModelError or are a sound file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }),
          fc
            .tuple(fc.string({ unit: 'binary', maxLength: 64 }), fc.uint8Array({ maxLength: 16 }))
            .map(([header, data]) => safetensorsFile(header, data)),
          fc.json().map((header) => safetensorsFile(header)),
        ),
        async (bytes) => {
          expect(['sound', 'refused']).toContain(await outcome(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a sound file with some bytes changed is refused by a ModelError or still sound', async () => {
    const seen = { sound: 0, refused: 0 } as Record<string, number>;
    await fc.assert(
      fc.asyncProperty(
        sound,
        fc.array(
          fc.tuple(
            fc.nat(),
            fc.oneof(fc.nat(255), fc.constantFrom(...Array.from('{}[]":,\\019 ', (c) => c.charCodeAt(0)))),
          ),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        async (members, changes) => {
          const file = safetensorsFile(headerOf(members), new Uint8Array(sizeOf(members)));
          for (const [at, byte] of changes) file[at % file.length] = byte;
          const found = await outcome(file);
          expect(Object.keys(seen)).toContain(found);
          seen[found]!++;
        },
      ),
      { numRuns: 2000 },
    );
    // Both must occur for the test to say something.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});
