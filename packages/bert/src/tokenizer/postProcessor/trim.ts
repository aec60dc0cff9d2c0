import { CharacterClass, hasClass } from '../unicode/unicode.ts';
import type { PostProcessor } from './postProcessor.ts';

/** U+0120, which stands for a space in byte-level tokens. */
const byteOfSpace = 0x120;

/**
 * Cuts off spans the whitespace that their tokens begin and end with (`process_offsets` of the Rust crate's `pre_tokenizers/byte_level.rs`, which counts in
 * the token and takes away in the text). With `addPrefixSpace` the space of a first token was added by the pre-tokenizer: there is none in the text.
 */
export function trimming(addPrefixSpace: boolean): NonNullable<PostProcessor['trim']> {
  return (text, { token, start, end, isFirst }) => {
    const leading = leadingSpaces(token);
    const isAdded = addPrefixSpace && leading === 1 && (isFirst || start === 0);
    const trimmed = isAdded ? start : forward(text, start, end, leading);
    return { start: trimmed, end: backward(text, end, trimmed, trailingSpaces(token)) };
  };
}

function leadingSpaces(token: string): number {
  let count = 0;
  while (count < token.length && isSpace(token.charCodeAt(count))) count += 1;
  return count;
}

function trailingSpaces(token: string): number {
  let count = 0;
  while (count < token.length && isSpace(token.charCodeAt(token.length - 1 - count))) count += 1;
  return count;
}

function isSpace(unit: number): boolean {
  return unit === byteOfSpace || hasClass(unit, CharacterClass.whitespace);
}

/** `count` code points further, but not beyond `last`. */
function forward(text: string, from: number, last: number, count: number): number {
  let at = from;
  for (let i = 0; i < count && at < last; i++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

/** `count` code points back, but not before `first`. */
function backward(text: string, from: number, first: number, count: number): number {
  let at = from;
  for (let i = 0; i < count && at > first; i++) at -= at >= 2 && text.codePointAt(at - 2)! > 0xffff ? 2 : 1;
  return Math.max(at, first);
}
