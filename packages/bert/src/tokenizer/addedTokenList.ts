import type { AddedToken } from './addedTokens.ts';
import { booleanField, integerField, objectField, quoted, stringField } from './fields.ts';
import { Normalizer, type NormalizerOptions } from './normalizer.ts';

/** An added token as a file gives it, with the place where it stands there. */
export interface AddedTokenEntry {
  readonly token: AddedToken;
  readonly path: string;
}

export function readAddedToken(value: unknown, path: string, id: number): AddedTokenEntry {
  const fields = objectField(value, path);
  const token = {
    id,
    content: stringField(fields['content'], `${path}.content`),
    singleWord: booleanField(fields['single_word'], `${path}.single_word`),
    lstrip: booleanField(fields['lstrip'], `${path}.lstrip`),
    rstrip: booleanField(fields['rstrip'], `${path}.rstrip`),
    normalized: booleanField(fields['normalized'], `${path}.normalized`),
  };
  return { token, path };
}

export function readAddedTokenId(value: unknown, path: string): number {
  return integerField(value, path);
}

/**
 * Checks the tokens against the vocabulary and each other. The Rust tokenizer gives a token the id that the
 * vocabulary has for it, and numbers those that it lacks from the vocabulary's size on; a file that says otherwise
 * would be read differently there, so it is refused.
 */
export function checkAddedTokens(
  entries: readonly AddedTokenEntry[],
  vocabulary: ReadonlyMap<string, number>,
  normalizer: NormalizerOptions,
): AddedToken[] {
  const normalize = new Normalizer(normalizer);
  let nextId = vocabulary.size;
  const contents = new Set<string>();
  const normalForms = new Set<string>();
  const usedIds = new Set(vocabulary.values());
  for (const { token, path } of entries) {
    const name = quoted(token.content);
    if (token.content === '') throw new Error(`${path}.content must not be empty.`);
    if (contents.has(token.content))
      throw new Error(`${path}.content repeats ${name}; list every token once.`);
    contents.add(token.content);
    const known = vocabulary.get(token.content);
    const expected = known ?? nextId++;
    if (token.id !== expected || (known === undefined && usedIds.has(token.id))) {
      throw new Error(
        `${path} gives ${name} the id ${token.id}, but ${known === undefined ? 'the next free id is' : 'the vocabulary says'} ${expected}.`,
      );
    }
    if (!token.normalized) continue;
    const normalForm = normalize.apply(token.content);
    if (normalForm === '' || normalForms.has(normalForm)) {
      throw new Error(
        `${path}.content ${name} is ${normalForm === '' ? 'empty' : 'the same as another token'} once normalised, so it could never be told apart in a text.`,
      );
    }
    normalForms.add(normalForm);
  }
  return entries.map(({ token }) => token);
}
