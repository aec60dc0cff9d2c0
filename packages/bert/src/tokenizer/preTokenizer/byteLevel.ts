import { AlignedText } from '../alignedText.ts';
import { booleanField, type JsonObject } from '../fields.ts';
import { CodePointSet } from '../unicode/codePointSet.ts';
import { letters, numbers } from '../unicode/beyondBertData.ts';
import { CharacterClass, hasClass } from '../unicode/unicode.ts';
import { utf8Byte, utf8Length } from '../unicode/utf8.ts';
import { wordsOf } from '../words.ts';
import { characterOfByte } from './byteAlphabet.ts';
import type { OnPreToken, PreTokenizer } from './preTokenizer.ts';

const space = 0x20;
const apostrophe = 0x27;
const contractions = ['s', 't', 're', 've', 'm', 'll', 'd'].map((text) =>
  Array.from(text, (c) => c.charCodeAt(0)),
);

/** What a pre-token is made of. */
type Kind = 'space' | 'letter' | 'number' | 'other';

const letterSet = new CodePointSet(letters);
const numberSet = new CodePointSet(numbers);

function kindOf(codePoint: number): Kind {
  if (hasClass(codePoint, CharacterClass.whitespace)) return 'space';
  if (letterSet.has(codePoint)) return 'letter';
  return numberSet.has(codePoint) ? 'number' : 'other';
}

/**
 * Hugging Face's `ByteLevel`: splits as GPT-2 does and writes every byte of UTF-8 as a character, each with the range of the character that it
 * is of. The split is that of the regular expression
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` (openai/gpt-2, src/encoder.py).
 */
export class ByteLevel implements PreTokenizer {
  readonly wordsOf = wordsOf;
  readonly #addPrefixSpace: boolean;
  readonly #split: boolean;
  readonly #prefixed = new AlignedText();
  readonly #bytes = new AlignedText();

  constructor({
    addPrefixSpace,
    split = true,
  }: {
    readonly addPrefixSpace: boolean;
    readonly split?: boolean;
  }) {
    this.#addPrefixSpace = addPrefixSpace;
    this.#split = split;
  }

  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    if (!this.#addPrefixSpace || first === last || text.codePoints[first] === space) {
      this.#splitPrefixed(text, first, last, onPreToken);
      return;
    }
    this.#prefixed.clear();
    this.#prefixed.push(space, text.starts[first]!, text.ends[first]!);
    this.#prefixed.pushFrom(text, first, last);
    this.#splitPrefixed(this.#prefixed, 0, this.#prefixed.length, onPreToken);
  }

  #splitPrefixed(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    for (let start = first; start < last;) {
      const end = this.#split ? endOfMatch(text, start, last) : last;
      this.#writeBytes(text, start, end);
      onPreToken(this.#bytes, 0, this.#bytes.length);
      start = end;
    }
  }

  #writeBytes(text: AlignedText, first: number, last: number): void {
    this.#bytes.clear();
    for (let i = first; i < last; i++) {
      const codePoint = text.codePoints[i]!;
      const length = utf8Length(codePoint);
      for (let k = 0; k < length; k++) {
        this.#bytes.push(characterOfByte[utf8Byte(codePoint, k, length)]!, text.starts[i]!, text.ends[i]!);
      }
    }
  }
}

export function readByteLevel(fields: JsonObject, path: string): ByteLevel {
  return new ByteLevel({
    addPrefixSpace: booleanField(fields['add_prefix_space'], `${path}.add_prefix_space`),
    split: booleanField(fields['use_regex'] ?? true, `${path}.use_regex`),
  });
}

/** Where what the regular expression matches at `start` ends; it matches everywhere. */
function endOfMatch(text: AlignedText, start: number, last: number): number {
  const { codePoints } = text;
  const first = codePoints[start]!;
  if (first === apostrophe) {
    const contraction = contractions.find(
      (letters) =>
        start + letters.length < last && letters.every((letter, i) => codePoints[start + 1 + i] === letter),
    );
    if (contraction) return start + 1 + contraction.length;
  }
  const kind = kindOf(first);
  const next = start + 1 < last ? kindOf(codePoints[start + 1]!) : 'space';
  if (first === space && next !== 'space') return endOfRun(text, start + 1, last, next);
  const end = endOfRun(text, start, last, kind);
  // Whitespace leaves its last character to the word that follows, unless that is all there is of it.
  return kind === 'space' && end < last ? Math.max(start + 1, end - 1) : end;
}

function endOfRun(text: AlignedText, start: number, last: number, kind: Kind): number {
  let end = start + 1;
  while (end < last && kindOf(text.codePoints[end]!) === kind) end += 1;
  return end;
}
