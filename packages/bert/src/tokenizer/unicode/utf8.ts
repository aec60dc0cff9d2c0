/** How many bytes a code point has in UTF-8. */
export function utf8Length(codePoint: number): 1 | 2 | 3 | 4 {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/** Byte `index` of a code point of `length` bytes in UTF-8. */
export function utf8Byte(codePoint: number, index: number, length: number): number {
  if (length === 1) return codePoint;
  const bits = codePoint >> (6 * (length - 1 - index));
  // The first byte tells the length by its leading ones: 110…, 1110…, 11110….
  return index === 0 ? ((0xf00 >> length) & 0xff) | bits : 0x80 | (bits & 0x3f);
}
