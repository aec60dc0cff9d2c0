import type { AlignedText } from '../alignedText.ts';
import { controls, extending, prepended } from '../unicode/beyondBertData.ts';
import { CodePointSet } from '../unicode/codePointSet.ts';

const extendingSet = new CodePointSet(extending);
const prependedSet = new CodePointSet(prepended);
const controlSet = new CodePointSet(controls);
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * Where the grapheme that begins at a place of a text ends: rules GB3 to GB5 and GB9 to GB9b of UAX #29. The rules for Hangul, Indic conjuncts, emoji and flags
 * are left out, for they only join graphemes of six bytes and more, whose characters `Precompiled` takes one by one anyway.
 */
export function endOfGrapheme({ codePoints, length }: AlignedText, start: number): number {
  let end = start + 1;
  while (end < length && isJoined(codePoints[end - 1]!, codePoints[end]!)) end += 1;
  return end;
}

function isJoined(left: number, right: number): boolean {
  if (left === carriageReturn) return right === lineFeed;
  if (left < 0x300 && right < 0x300) return false;
  if (controlSet.has(left) || controlSet.has(right)) return false;
  return extendingSet.has(right) || prependedSet.has(left);
}
