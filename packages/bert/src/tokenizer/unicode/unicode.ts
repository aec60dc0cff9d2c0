import * as data from './unicodeData.ts';

/**
 * Character properties as the Rust tokenizer has them, from measured tables: nothing here depends on the
 * Unicode version of the running engine.
 */
export const CharacterClass = {
  removed: 1,
  whitespace: 2,
  punctuation: 4,
  chinese: 8,
  nonspacingMark: 16,
  /** Has a canonical decomposition. */
  decomposes: 32,
  /** Has a canonical combining class other than 0. */
  combines: 64,
  /** Has another lower case. */
  cased: 128,
  /** Is part of a word, for added tokens that must stand alone. */
  wordCharacter: 256,
} as const;

const codePointCount = 0x110000;
const classes = new Uint16Array(codePointCount);
const combiningClasses = new Uint8Array(codePointCount);
const decompositions = new Map<number, readonly number[]>();
const lowercase = new Map<number, readonly number[]>();

function words(table: string): string[] {
  return table.trim().split(/\s+/);
}

function parseRange(text: string): [first: number, last: number] {
  const [first = '', last = first] = text.split('-');
  return [parseInt(first, 16), parseInt(last, 16)];
}

function parseCodes(text: string): number[] {
  return text.split('.').map((code) => parseInt(code, 16));
}

function mark(first: number, last: number, bit: number): void {
  for (let code = first; code <= last; code++) classes[code]! |= bit;
}

for (const [table, bit] of [
  [data.removed, CharacterClass.removed],
  [data.whitespace, CharacterClass.whitespace],
  [data.punctuation, CharacterClass.punctuation],
  [data.chinese, CharacterClass.chinese],
  [data.nonspacingMarks, CharacterClass.nonspacingMark],
  [data.wordCharacters, CharacterClass.wordCharacter],
] as const) {
  for (const word of words(table)) mark(...parseRange(word), bit);
}

let combiningClass = 0;
for (const word of words(data.combiningClasses)) {
  if (word.endsWith(':')) {
    combiningClass = parseInt(word, 10);
    continue;
  }
  const [first, last] = parseRange(word);
  combiningClasses.fill(combiningClass, first, last + 1);
  mark(first, last, CharacterClass.combines);
}

for (const word of words(data.decompositions)) {
  const [from = '', to = ''] = word.split('=');
  const code = parseInt(from, 16);
  decompositions.set(code, parseCodes(to));
  mark(code, code, CharacterClass.decomposes);
}

/** The Unicode Standard, section 3.12, "Hangul Syllable Decomposition". */
const hangul = {
  first: 0xac00,
  last: 0xd7a3,
  leading: 0x1100,
  vowel: 0x1161,
  trailing: 0x11a7,
  vowels: 21,
  trailings: 28,
};
mark(hangul.first, hangul.last, CharacterClass.decomposes);

for (const word of words(data.lowercase)) {
  const [from = '', to = ''] = word.split('=');
  const [range = '', step = '1'] = from.split('/');
  const [first, last] = parseRange(range);
  for (let code = first; code <= last; code += Number(step)) {
    lowercase.set(code, /^[+-]/.test(to) ? [code + parseInt(to, 16)] : parseCodes(to));
    mark(code, code, CharacterClass.cased);
  }
}

/** Whether a code point has one of the properties in `mask` (an or of `CharacterClass` bits). */
export function hasClass(codePoint: number, mask: number): boolean {
  return (classes[codePoint]! & mask) !== 0;
}

/** Canonical_Combining_Class; 0 for a starter. */
export function canonicalCombiningClass(codePoint: number): number {
  return combiningClasses[codePoint]!;
}

/** The full canonical decomposition, or undefined when there is none. */
export function canonicalDecomposition(codePoint: number): readonly number[] | undefined {
  if (codePoint < hangul.first || codePoint > hangul.last) return decompositions.get(codePoint);
  const index = codePoint - hangul.first;
  const trailing = index % hangul.trailings;
  const syllable = (index - trailing) / hangul.trailings;
  const leading = hangul.leading + Math.floor(syllable / hangul.vowels);
  const vowel = hangul.vowel + (syllable % hangul.vowels);
  return trailing === 0 ? [leading, vowel] : [leading, vowel, hangul.trailing + trailing];
}

/** The lower case of a `cased` code point, without regard to its context. */
export function lowercaseOf(codePoint: number): readonly number[] {
  return lowercase.get(codePoint)!;
}
