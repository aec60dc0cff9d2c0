/**
 * A record of a file of torch, found without the directory: by its own header, whose sizes torch leaves open, up to the next
 * signature of any part of an archive.
 */
export function recordOf(file: Uint8Array, name: string): Uint8Array {
  const latin1 = new TextDecoder('latin1').decode(file);
  const nameAt = latin1.indexOf(`/${name}`);
  const nameEnd = nameAt + 1 + name.length;
  const header = latin1.lastIndexOf('PK\u0003\u0004', nameAt);
  const extra = file[header + 28]! + 256 * file[header + 29]!;
  return file.slice(nameEnd + extra, latin1.indexOf('PK\u0007\u0008', nameEnd));
}
