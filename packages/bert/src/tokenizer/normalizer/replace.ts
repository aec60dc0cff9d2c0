import { UnsupportedModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import type { AlignedText } from '../alignedText.ts';
import { type JsonObject, objectField, stringField, unexpected } from '../fields.ts';
import { codePointsOf } from '../trie.ts';
import { greatestGrowth, type Normalizer } from './normalizer.ts';

/** The regular expression of a character that is repeated, the only one that the family's files have. */
const repeated = /^([^\\^$.|?*+()[\]{}])\{(\d{1,3}),\}$/u;

/** Where a match that begins at a place of a text ends; -1 where none does. */
type Matcher = (text: AlignedText, at: number) => number;

/** Hugging Face's `Replace`: puts `content` in the place of every match, with the range of the match's last character. */
export class Replace implements Normalizer {
  readonly #match: Matcher;
  readonly #content: readonly number[];

  constructor(match: Matcher, content: string) {
    this.#match = match;
    this.#content = [...codePointsOf(content)];
  }

  normalize(input: AlignedText, output: AlignedText): void {
    for (let at = 0; at < input.length;) {
      const end = this.#match(input, at);
      if (end === -1) {
        output.pushFrom(input, at, at + 1);
        at += 1;
        continue;
      }
      for (const part of this.#content) output.push(part, input.starts[end - 1]!, input.ends[end - 1]!);
      at = end;
    }
  }
}

export function readReplace(fields: JsonObject, path: string): Replace {
  const pattern = objectField(fields['pattern'], `${path}.pattern`);
  const content = stringField(fields['content'], `${path}.content`);
  if (content.length > greatestGrowth) {
    throw unexpected(content, `${path}.content`, `a text of at most ${greatestGrowth} characters`);
  }
  if (!('Regex' in pattern)) {
    const text = stringField(pattern['String'], `${path}.pattern.String`);
    if (text === '') throw unexpected(text, `${path}.pattern.String`, 'a text that is not empty');
    return new Replace(matchText([...codePointsOf(text)]), content);
  }
  const expression = stringField(pattern['Regex'], `${path}.pattern.Regex`);
  const [, character, least] = repeated.exec(expression) ?? [];
  if (character === undefined || Number(least) === 0) {
    throw new UnsupportedModelError(
      `${path}.pattern.Regex is ${show(expression)}, which is not supported; supported: a repeated character, like " {2,}"`,
    );
  }
  return new Replace(matchRun(character.codePointAt(0)!, Number(least)), content);
}

function matchText(wanted: readonly number[]): Matcher {
  return (text, at) => {
    if (at + wanted.length > text.length) return -1;
    return wanted.every((codePoint, i) => text.codePoints[at + i] === codePoint) ? at + wanted.length : -1;
  };
}

function matchRun(character: number, least: number): Matcher {
  return (text, at) => {
    let end = at;
    while (end < text.length && text.codePoints[end] === character) end += 1;
    return end - at >= least ? end : -1;
  };
}
