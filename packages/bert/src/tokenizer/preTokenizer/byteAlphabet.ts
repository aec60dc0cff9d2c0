/**
 * The character that stands for each byte: itself where it is visible, else one from U+0100 on (`bytes_to_unicode` of openai/gpt-2,
 * src/encoder.py).
 */
export const characterOfByte: readonly number[] = Array.from({ length: 256 }, (_, byte) =>
  isVisible(byte) ? byte : 0x100 + invisibleBefore(byte),
);

function isVisible(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
}

function invisibleBefore(byte: number): number {
  let count = 0;
  for (let other = 0; other < byte; other++) if (!isVisible(other)) count += 1;
  return count;
}
