import { show } from '../show.ts';
import { byteLength, type Dtype } from './dtype.ts';
import { metadataKey } from './header.ts';

interface Described {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** How a file is to be written: its first bytes, then those of the tensors one after the other. */
export interface Layout<Tensor> {
  /** The header with its length before it. */
  readonly head: Uint8Array<ArrayBuffer>;
  /** In the order of their bytes. */
  readonly tensors: readonly Tensor[];
  /** Of the tensors' bytes. */
  readonly dataSize: number;
}

/**
 * The same for the same tensors in whatever order they come. Larger elements lie first, so that each tensor lies at a
 * multiple of its element's size.
 *
 * @throws RangeError if a name is taken or not Unicode text
 */
export function layOut<Tensor extends Described>(
  given: Iterable<Tensor>,
  metadata: Readonly<Record<string, string>>,
): Layout<Tensor> {
  const tensors = [...given].sort(
    (a, b) => byteLength(b.dtype, 1) - byteLength(a.dtype, 1) || compare(a.name, b.name),
  );
  const members = new Map<string, string>();
  const noted = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  if (noted.length > 0) {
    members.set(metadataKey, object(noted.map(([key, value]) => [key, string(value)])));
  }
  let dataSize = 0;
  for (const { name, dtype, shape } of tensors) {
    if (name === metadataKey || members.has(name)) {
      throw new RangeError(`the name ${show(name)} is taken; each tensor of a file needs one of its own`);
    }
    const begin = dataSize;
    dataSize += byteLength(
      dtype,
      shape.reduce((product, dimension) => product * dimension, 1),
    );
    members.set(name, JSON.stringify({ dtype, shape, data_offsets: [begin, dataSize] }));
  }
  const json = new TextEncoder().encode(object(members));
  const headerSize = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + headerSize);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerSize), true);
  head.fill(' '.charCodeAt(0), 8);
  head.set(json, 8);
  return { head, tensors, dataSize };
}

/** JSON from members that are JSON already: a JavaScript object would drop the key `__proto__` and reorder keys like `0`. */
function object(members: Iterable<readonly [key: string, json: string]>): string {
  return `{${Array.from(members, ([key, json]) => `${string(key)}:${json}`).join(',')}}`;
}

function string(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError(`${show(text)} is not Unicode text`);
  return JSON.stringify(text);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
