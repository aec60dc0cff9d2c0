import { AlignedText } from './alignedText.ts';
import { CanonicalOrder } from './canonicalOrder.ts';
import { CharacterClass, hasClass, lowercaseOf } from './unicode.ts';

/** The fields of Hugging Face's `BertNormalizer`; `stripAccents` resolved (it defaults to `lowercase`). */
export interface NormalizerOptions {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

const space = 0x20;
const replacementCharacter = 0xfffd;
const changedByNfd = CharacterClass.decomposes | CharacterClass.combines;

/**
 * Hugging Face's `BertNormalizer`, in the order of the Rust crate's `normalizers/bert.rs`: control characters out and
 * whitespace to U+0020 (`cleanText`), spaces around CJK ideographs (`handleChineseChars`), NFD without nonspacing
 * marks (`stripAccents`), lower case (`lowercase`).
 */
export class Normalizer {
  readonly options: NormalizerOptions;
  readonly #nfd = new CanonicalOrder((codePoint, start, end) => this.#finish(codePoint, start, end));
  #output = new AlignedText();

  constructor(options: NormalizerOptions) {
    this.options = options;
  }

  /**
   * Appends the normal form of `text[start, end)` to `output`, with ranges into `text`. A lone surrogate is taken for
   * U+FFFD.
   */
  normalize(text: string, start: number, end: number, output: AlignedText): void {
    const { cleanText, handleChineseChars } = this.options;
    this.#output = output;
    for (let at = start; at < end;) {
      const from = at;
      let codePoint = text.codePointAt(from)!;
      at += codePoint > 0xffff ? 2 : 1;
      if (isSurrogate(codePoint)) codePoint = replacementCharacter;
      if (cleanText) {
        if (hasClass(codePoint, CharacterClass.removed)) continue;
        if (hasClass(codePoint, CharacterClass.whitespace)) codePoint = space;
      }
      if (handleChineseChars && hasClass(codePoint, CharacterClass.chinese)) {
        this.#decompose(space, from, at);
        this.#decompose(codePoint, from, at);
        this.#decompose(space, from, at);
      } else {
        this.#decompose(codePoint, from, at);
      }
    }
    this.#nfd.flush();
  }

  /** The normal form of a whole text, without its ranges. */
  apply(text: string): string {
    const output = new AlignedText();
    this.normalize(text, 0, text.length, output);
    return output.slice(0, output.length);
  }

  #decompose(codePoint: number, start: number, end: number): void {
    if (this.options.stripAccents) {
      if (hasClass(codePoint, changedByNfd)) {
        this.#nfd.push(codePoint, start, end);
        return;
      }
      this.#nfd.flush();
    }
    this.#finish(codePoint, start, end);
  }

  #finish(codePoint: number, start: number, end: number): void {
    const { stripAccents, lowercase } = this.options;
    if (stripAccents && hasClass(codePoint, CharacterClass.nonspacingMark)) return;
    if (lowercase && hasClass(codePoint, CharacterClass.cased)) {
      for (const part of lowercaseOf(codePoint)) this.#output.push(part, start, end);
    } else {
      this.#output.push(codePoint, start, end);
    }
  }
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint < 0xe000;
}
