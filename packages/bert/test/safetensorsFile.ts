/** Assembles a file byte by byte, so that what is tested is not also what made the input. */
export function safetensorsFile(
  header: string | Uint8Array,
  data: Uint8Array = new Uint8Array(),
): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** One tensor that covers the data. */
export function tensorHeader(dtype: string, shape: readonly number[], bytes: number, name = 'x'): string {
  return JSON.stringify({ [name]: { dtype, shape, data_offsets: [0, bytes] } });
}

export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
