import { AlignedText } from '../alignedText.ts';
import { booleanField, type JsonObject, stringField, unexpected } from '../fields.ts';
import { codePointsOf } from '../trie.ts';
import { wordsOf } from '../words.ts';
import type { OnPreToken, PreTokenizer } from './preTokenizer.ts';

const space = 0x20;
const schemes = ['always', 'first', 'never'] as const;

/** Which text gets a mark before it that has none: every one that is split, the one at the beginning alone, none. */
type PrependScheme = (typeof schemes)[number];

export interface MetaspaceOptions {
  /** The code point that stands for a space. */
  readonly replacement: number;
  readonly prependScheme: PrependScheme;
  /** Whether a pre-token begins at every mark. */
  readonly split: boolean;
}

/** Hugging Face's `Metaspace`: spaces are written as a mark, and a pre-token is a mark with what follows it. */
export class Metaspace implements PreTokenizer {
  readonly wordsOf = wordsOf;
  readonly #options: MetaspaceOptions;
  readonly #marked = new AlignedText();

  constructor(options: MetaspaceOptions) {
    this.#options = options;
  }

  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    if (first === last) return;
    this.#mark(text, first, last);
    const marked = this.#marked;
    if (!this.#options.split) {
      onPreToken(marked, 0, marked.length);
      return;
    }
    let start = 0;
    for (let i = 1; i <= marked.length; i++) {
      if (i < marked.length && marked.codePoints[i] !== this.#options.replacement) continue;
      onPreToken(marked, start, i);
      start = i;
    }
  }

  #mark(text: AlignedText, first: number, last: number): void {
    const { replacement, prependScheme } = this.#options;
    const marked = this.#marked;
    marked.clear();
    const isMarked = text.codePoints[first] === space || text.codePoints[first] === replacement;
    const isDue = prependScheme === 'always' || (prependScheme === 'first' && text.starts[first] === 0);
    if (isDue && !isMarked) marked.push(replacement, text.starts[first]!, text.ends[first]!);
    for (let i = first; i < last; i++) {
      const codePoint = text.codePoints[i]!;
      marked.push(codePoint === space ? replacement : codePoint, text.starts[i]!, text.ends[i]!);
    }
  }
}

export function readMetaspace(fields: JsonObject, path: string): Metaspace {
  const written = stringField(fields['replacement'], `${path}.replacement`);
  const [replacement, ...more] = codePointsOf(written);
  if (replacement === undefined || more.length > 0) {
    throw unexpected(written, `${path}.replacement`, 'one character');
  }
  return new Metaspace({
    replacement,
    prependScheme: readScheme(fields, path),
    split: booleanField(fields['split'] ?? true, `${path}.split`),
  });
}

/** `prepend_scheme`, or `add_prefix_space` in files of before 2024. */
function readScheme(fields: JsonObject, path: string): PrependScheme {
  const adds = booleanField(fields['add_prefix_space'] ?? true, `${path}.add_prefix_space`);
  const given = fields['prepend_scheme'] ?? (adds ? 'always' : 'never');
  const scheme = schemes.find((name) => name === given);
  if (scheme === undefined) throw unexpected(given, `${path}.prepend_scheme`, schemes.join(', '));
  if (!adds && scheme !== 'never') {
    throw unexpected(given, `${path}.prepend_scheme`, '"never" where add_prefix_space is false');
  }
  return scheme;
}
