import { memorySource } from '../../src/bytes/source.ts';
import { byteLength, isReadable } from '../../src/safetensors/dtype.ts';
import { openSafetensors } from '../../src/safetensors/reader.ts';
import { writeSafetensors } from '../../src/safetensors/writer.ts';
import { fixture } from '../fixture.ts';
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

/** The header of a file; its bytes are checked as they are read. */
export const safetensors: Target = {
  name: 'safetensors',
  corpus: [
    small({}),
    small({ format: 'pt', ä: '\u2028"' }),
    writeSafetensors([]),
    fixture('models/multilabel-one-head/model.safetensors'),
  ],
  tokens: encoded(
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
  ),
  async check(bytes) {
    const { tensors, metadata, read } = await openSafetensors(memorySource(bytes, 'a.safetensors'));
    const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes))) as object;
    const members = new Map<string, unknown>(Object.entries(header));
    // JSON.parse keeps one of equal keys: none may be equal.
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
