import { AlignedText } from '../alignedText.ts';
import { canonicalDecomposition, CharacterClass, hasClass, lowercaseOf } from '../unicode/unicode.ts';
import { booleanField, type JsonObject } from '../fields.ts';
import { CanonicalOrder } from './canonicalOrder.ts';
import type { Normalizer } from './normalizer.ts';

/** The fields of Hugging Face's `BertNormalizer`; `stripAccents` resolved (it defaults to `lowercase`). */
export interface BertNormalizerOptions {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

const space = 0x20;
const changedByNfd = CharacterClass.decomposes | CharacterClass.combines;

/**
 * Hugging Face's `BertNormalizer`, in the order of the Rust crate's `normalizers/bert.rs`: control characters out and
 * whitespace to U+0020 (`cleanText`), spaces around CJK ideographs (`handleChineseChars`), NFD without nonspacing
 * marks (`stripAccents`), lower case (`lowercase`).
 */
export class BertNormalizer implements Normalizer {
  readonly options: BertNormalizerOptions;
  readonly #nfd = new CanonicalOrder(canonicalDecomposition, (codePoint, start, end) =>
    this.#finish(codePoint, start, end),
  );
  #output = new AlignedText();

  constructor(options: BertNormalizerOptions) {
    this.options = options;
  }

  normalize(input: AlignedText, output: AlignedText): void {
    const { cleanText, handleChineseChars } = this.options;
    this.#output = output;
    for (let i = 0; i < input.length; i++) {
      let codePoint = input.codePoints[i]!;
      const start = input.starts[i]!;
      const end = input.ends[i]!;
      if (cleanText) {
        if (hasClass(codePoint, CharacterClass.removed)) continue;
        if (hasClass(codePoint, CharacterClass.whitespace)) codePoint = space;
      }
      if (handleChineseChars && hasClass(codePoint, CharacterClass.chinese)) {
        this.#decompose(space, start, end);
        this.#decompose(codePoint, start, end);
        this.#decompose(space, start, end);
      } else {
        this.#decompose(codePoint, start, end);
      }
    }
    this.#nfd.flush();
  }

  /** Removed characters, marks and what becomes them may stand in an order that reaches across. */
  endsAfter(unit: number): boolean {
    return !hasClass(unit, CharacterClass.removed | changedByNfd);
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

export function readBertNormalizer(fields: JsonObject, path: string): BertNormalizer {
  const flag = (name: string): boolean => booleanField(fields[name], `${path}.${name}`);
  const lowercase = flag('lowercase');
  return new BertNormalizer({
    cleanText: flag('clean_text'),
    handleChineseChars: flag('handle_chinese_chars'),
    stripAccents: (fields['strip_accents'] ?? null) === null ? lowercase : flag('strip_accents'),
    lowercase,
  });
}
