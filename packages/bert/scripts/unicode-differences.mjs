// Lists the code points on which the running engine's Unicode differs from the tokenizer's own tables.
//   npm run build && node packages/bert/scripts/unicode-differences.mjs
import {
  canonicalCombiningClass,
  canonicalDecomposition,
  CharacterClass,
  hasClass,
  lowercaseOf,
} from '../dist/tokenizer/unicode/unicode.js';

const own = (bit) => (code) => hasClass(code, bit);
const engine = (pattern) => (code) => pattern.test(String.fromCodePoint(code));

/** Canonical order of the engine: whether the mark moves before U+0345 (class 240) or behind U+0334 (class 1). */
const moves = (code) => {
  const mark = String.fromCodePoint(code);
  return (
    mark.normalize('NFD') === mark &&
    (`\u0345${mark}`.normalize('NFD') !== `\u0345${mark}` ||
      `${mark}\u0334`.normalize('NFD') !== `${mark}\u0334`)
  );
};

const comparisons = {
  'removed (Cc, Cf, Co, U+FFFD; Cn is kept)': [
    own(CharacterClass.removed),
    (code) => ![9, 10, 13].includes(code) && engine(/[\p{Cc}\p{Cf}\p{Co}\ufffd]/u)(code),
  ],
  'whitespace (White_Space)': [own(CharacterClass.whitespace), engine(/\p{White_Space}/u)],
  'punctuation (P, ASCII symbols)': [own(CharacterClass.punctuation), engine(/[\p{P}$+<=>^`|~]/u)],
  'marks stripped (Mn)': [own(CharacterClass.nonspacingMark), engine(/\p{Mn}/u)],
  'canonical decomposition': [
    (code) => String.fromCodePoint(...(canonicalDecomposition(code) ?? [code])),
    (code) => String.fromCodePoint(code).normalize('NFD'),
  ],
  'marks that canonical order moves': [(code) => canonicalCombiningClass(code) > 0, moves],
  'lower case': [
    (code) =>
      hasClass(code, CharacterClass.cased)
        ? String.fromCodePoint(...lowercaseOf(code))
        : String.fromCodePoint(code),
    (code) => String.fromCodePoint(code).toLowerCase(),
  ],
};

function ranges(members) {
  const found = [];
  for (const code of members) {
    if (found.at(-1)?.[1] === code - 1) found.at(-1)[1] = code;
    else found.push([code, code]);
  }
  return found
    .map((range) =>
      [...new Set(range)].map((code) => code.toString(16).toUpperCase().padStart(4, '0')).join('-'),
    )
    .join(' ');
}

console.log(`Node ${process.version}, Unicode ${process.versions.unicode}\n`);
for (const [name, [inTables, inEngine]] of Object.entries(comparisons)) {
  const tablesOnly = [];
  const engineOnly = [];
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const [a, b] = [inTables(code), inEngine(code)];
    if (a !== b) (a === true ? tablesOnly : engineOnly).push(code);
  }
  console.log(
    `${name}\n  tables only: ${ranges(tablesOnly) || 'none'}\n  engine only: ${ranges(engineOnly) || 'none'}`,
  );
}
