import { ModelError } from '../errors.ts';
import { show, showShape } from '../show.ts';
import { byteLength, isDtype, type Dtype } from './dtype.ts';
import { Scanner } from './scanner.ts';

/** Where a tensor lies and what it is made of. */
export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The first byte and the one after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** What the writer noted in `__metadata__`, such as `format`; empty if nothing. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

/** The member of the header that is not a tensor. */
export const metadataKey = '__metadata__';

/**
 * Reads the text of a header and checks it against the size of the data that follows it. The rules are those of the Rust
 * crate (`Metadata::validate`): sorted by offset the tensors cover the data from its first byte to its last, without
 * gap or overlap, each with the bytes that its dtype and shape ask for.
 *
 * @param name the file's name for error messages
 * @throws ModelError naming the tensor and the contradiction
 */
export function parseHeader(text: string, dataSize: number, name: string): Header {
  try {
    const header = scanHeader(new Scanner(text));
    checkLayout(header.tensors, dataSize);
    return header;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ModelError(`${name}: not a valid safetensors header: ${cause.message}`, { cause });
  }
}

function scanHeader(scanner: Scanner): Header {
  const metadata = new Map<string, string>();
  const tensors: [string, TensorInfo][] = [];
  scanner.object((key) => {
    if (key === metadataKey) scanner.object((noted) => metadata.set(noted, scanner.string()));
    else tensors.push([key, scanTensor(scanner, key)]);
  });
  scanner.end();
  tensors.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  return { metadata, tensors: new Map(tensors) };
}

function scanTensor(scanner: Scanner, name: string): TensorInfo {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  scanner.object((key) => {
    if (key === 'dtype') dtype = scanner.string();
    else if (key === 'shape') shape = scanner.list(() => scanner.integer());
    else if (key === 'data_offsets') offsets = scanner.list(() => scanner.integer());
    else throw tensorError(name, `has the unknown member ${show(key)}`);
  });
  if (dtype === undefined) throw tensorError(name, 'lacks "dtype"');
  if (!isDtype(dtype)) throw tensorError(name, `has the unknown dtype ${show(dtype)}`);
  if (!shape) throw tensorError(name, 'lacks "shape"');
  if (!offsets) throw tensorError(name, 'lacks "data_offsets"');
  const [begin, end, ...others] = offsets;
  if (begin === undefined || end === undefined || others.length > 0) {
    throw tensorError(name, `has ${offsets.length} data_offsets instead of begin and end`);
  }
  if (begin > end) throw tensorError(name, `begins at byte ${begin}, after its end at ${end}`);
  const expected = tensorBytes(dtype, shape);
  if (expected !== end - begin) {
    throw tensorError(
      name,
      `is ${dtype} ${showShape(shape)}, which takes ${expected} bytes, but its data_offsets span ${end - begin}`,
    );
  }
  return { dtype, shape, begin, end };
}

/** Infinity if the product is too large to be exact, even where a later dimension is 0. */
function tensorBytes(dtype: Dtype, shape: readonly number[]): number {
  let elements = 1;
  for (const dimension of shape) {
    elements *= dimension;
    if (!Number.isSafeInteger(elements)) return Infinity;
  }
  return byteLength(dtype, elements);
}

function checkLayout(tensors: ReadonlyMap<string, TensorInfo>, dataSize: number): void {
  let covered = 0;
  let previous = '';
  for (const [name, { begin, end }] of tensors) {
    if (end > dataSize) {
      throw tensorError(
        name,
        `ends at byte ${end} of the data, of which there are ${dataSize}: is the file truncated?`,
      );
    }
    if (begin < covered) throw tensorError(name, `overlaps tensor ${show(previous)}`);
    if (begin > covered)
      throw tensorError(name, `begins at byte ${begin}, but ${covered} to ${begin} hold no tensor`);
    covered = end;
    previous = name;
  }
  if (covered < dataSize)
    throw new SyntaxError(`the last ${dataSize - covered} bytes of the data hold no tensor`);
}

function tensorError(name: string, sentence: string): SyntaxError {
  return new SyntaxError(`tensor ${show(name)} ${sentence}`);
}
