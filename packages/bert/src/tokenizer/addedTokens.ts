import { Trie } from './trie.ts';
import { CharacterClass, hasClass } from './unicode/unicode.ts';

/** An entry of `added_tokens`: a token that is found in the text itself and never split. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Matches only where neither neighbour is a word character. */
  readonly singleWord: boolean;
  /** Takes in the whitespace to its left. */
  readonly lstrip: boolean;
  /** Takes in the whitespace to its right. */
  readonly rstrip: boolean;
  /** Matches the normalised text instead of the text as written. */
  readonly normalized: boolean;
}

/** A part of a text, in UTF-16 offsets: an added token, or what lies between two. */
export interface TextPart {
  readonly token: AddedToken | null;
  readonly start: number;
  readonly end: number;
}

/** Finds added tokens: at the leftmost place, there the longest, as the Rust crate's `added_vocabulary.rs`. */
export class AddedTokenFinder {
  readonly #trie = new Trie();
  readonly #tokens: readonly AddedToken[];

  /** `patterns[i]` is what `tokens[i]` looks like in the text; it is not empty. */
  constructor(tokens: readonly AddedToken[], patterns: readonly string[]) {
    this.#tokens = tokens;
    for (const [i, pattern] of patterns.entries()) this.#trie.insert(utf16UnitsOf(pattern), i);
  }

  get isEmpty(): boolean {
    return this.#tokens.length === 0;
  }

  /** The parts of `text` in order. */
  *split(text: string): Generator<TextPart> {
    let done = 0;
    for (const match of this.#matches(text)) {
      const token = match.token;
      // Only a token that itself begins with whitespace can begin inside what an `rstrip` has taken in.
      if (match.start < done) continue;
      if (token.singleWord && (endsWithWord(text, match.start) || startsWithWord(text, match.end))) continue;
      let { start, end } = match;
      if (token.lstrip) while (start > done && isSpace(text, start - 1)) start -= 1;
      if (token.rstrip) while (end < text.length && isSpace(text, end)) end += 1;
      if (done < start) yield { token: null, start: done, end: start };
      yield { token, start, end };
      done = end;
    }
    if (done < text.length) yield { token: null, start: done, end: text.length };
  }

  *#matches(text: string): Generator<{ token: AddedToken; start: number; end: number }> {
    for (let start = 0; start < text.length;) {
      let found = -1;
      let end = start + 1;
      let node = this.#trie.root;
      for (let i = start; i < text.length; i++) {
        node = this.#trie.step(node, text.charCodeAt(i));
        if (node === -1) break;
        if (this.#trie.valueAt(node) === -1) continue;
        found = this.#trie.valueAt(node);
        end = i + 1;
      }
      if (found !== -1) yield { token: this.#tokens[found]!, start, end };
      start = end;
    }
  }
}

function* utf16UnitsOf(text: string): Generator<number> {
  for (let i = 0; i < text.length; i++) yield text.charCodeAt(i);
}

function isSpace(text: string, at: number): boolean {
  return hasClass(text.charCodeAt(at), CharacterClass.whitespace);
}

function startsWithWord(text: string, at: number): boolean {
  return at < text.length && hasClass(text.codePointAt(at)!, CharacterClass.wordCharacter);
}

function endsWithWord(text: string, at: number): boolean {
  const previous = /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, at - 2), at))
    ? at - 2
    : at - 1;
  return previous >= 0 && startsWithWord(text, previous);
}
