import { memorySource } from '../../src/bytes/source.ts';
import { byteLength, isReadable } from '../../src/safetensors/dtype.ts';
import { openSafetensors } from '../../src/safetensors/reader.ts';
import { writeSafetensors } from '../../src/safetensors/writer.ts';
import { fixture } from '../fixture.ts';
import { joined } from '../files/zipFile.ts';
import { repeatsKey } from '../files/jsonKeys.ts';
import { alike, demand, encoded, type Target } from './target.ts';

const small = (metadata: Record<string, string>) =>
  writeSafetensors(
    [
      { name: 'a', dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, NaN) },
      { name: 'b.weight', dtype: 'F16', shape: [1], data: Float32Array.of(-0.5) },
      { name: '__proto__', dtype: 'I64', shape: [], data: BigInt64Array.of(-1n) },
      { name: 'empty', dtype: 'F32', shape: [0, 7], data: new Float32Array() },
    ],
    metadata,
  );

const tokens = encoded(
  '"dtype"',
  '"shape"',
  '"data_offsets"',
  '"__metadata__"',
  '"F32"',
  '"F4"',
  '"BF16"',
  '"I64"',
  '[0,0]',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a":',
  '\\u0000',
  '\\ud800',
  '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
  ' ',
  '\ufeff',
);

/** The length of the header, the header, and the bytes of the tensors that `small` writes, of other types perhaps. */
function file(header: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return joined([length, header, Uint8Array.from({ length: 34 }, (_, i) => 7 * i)]);
}

const headerOf = (bytes: Uint8Array) => bytes.subarray(8, bytes.lastIndexOf('}'.charCodeAt(0)) + 1);

/** The header of a file; its bytes are checked as they are read. */
export const safetensors: Target = {
  name: 'safetensors',
  corpus: [
    small({}),
    small({ format: 'pt', ä: '\u2028"' }),
    writeSafetensors([]),
    fixture('models/multilabel-one-head/model.safetensors'),
  ],
  tokens,
  inside: {
    corpus: [
      ...[small({}), small({ format: 'pt' })].map(headerOf),
      ...encoded(
        '{"a":{"dtype":"BF16","shape":[17],"data_offsets":[0,34]}}',
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[16],"data_offsets":[2,34]}}',
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[26],"data_offsets":[8,34]}}',
      ),
    ],
    tokens,
    json: true,
    around: file,
  },
  async check(bytes) {
    const { tensors, metadata, read } = await openSafetensors(memorySource(bytes, 'a.safetensors'));
    const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const text = utf8.decode(bytes.subarray(8, 8 + headerBytes));
    const header = JSON.parse(text) as object;
    // Of equal keys JSON.parse keeps the last, and others the first.
    demand(!repeatsKey(text), 'a key occurs twice');
    const members = new Map<string, unknown>(Object.entries(header));
    demand(
      members.size === tensors.size + (members.has('__metadata__') ? 1 : 0),
      'other tensors than JSON.parse finds',
    );
    demand(
      alike(Object.fromEntries(metadata), members.get('__metadata__') ?? {}),
      'other metadata than JSON.parse finds',
    );
    let covered = 0;
    for (const [name, info] of tensors) {
      const { dtype, shape, data_offsets } = members.get(name) as Record<string, unknown>;
      const { begin, end } = info;
      demand(
        alike([info.dtype, info.shape, [begin, end]], [dtype, shape, data_offsets]),
        `${name} is not what JSON.parse finds`,
      );
      demand(begin === covered, `${name} does not follow the tensor before it`);
      const elements = info.shape.reduce((product, size) => product * size, 1);
      demand(end - begin === byteLength(info.dtype, elements), `${name} has another size`);
      covered = end;
      if (!isReadable(info.dtype)) continue;
      const { data } = await read(name);
      demand(data.length === elements, `${name} is read with another size`);
      const raw = bytes.subarray(8 + headerBytes + begin, 8 + headerBytes + end);
      if (info.dtype === 'F32' || info.dtype === 'I64') {
        demand(
          alike(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), new Uint8Array(raw)),
          `${name} has other bytes`,
        );
      }
    }
    demand(8 + headerBytes + covered === bytes.length, 'bytes of no tensor');
  },
};
