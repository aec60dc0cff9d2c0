import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import type { AddedToken } from './addedTokens.ts';
import { booleanField, objectField, stringField } from './fields.ts';
import { normalForm, type Normalizer } from './normalizer/normalizer.ts';

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

/**
 * Checks the tokens against the vocabulary and each other. The Rust tokenizer gives a token the id that the
 * vocabulary has for it, and numbers those that it lacks from the vocabulary's size on; a file that says otherwise
 * would be read differently there, so it is refused.
 */
export function checkAddedTokens(
  entries: readonly AddedTokenEntry[],
  vocabulary: ReadonlyMap<string, number>,
  normalizer: Normalizer,
): AddedToken[] {
  const usedIds = new Set(vocabulary.values());
  const contents = new Set<string>();
  const normalForms = new Set<string>();
  let nextId = vocabulary.size;
  for (const { token, path } of entries) {
    const { content, id } = token;
    if (content === '' || contents.has(content)) {
      throw new ModelError(`${path}.content (${show(content)}) must not be empty or repeated`);
    }
    contents.add(content);
    const known = vocabulary.get(content);
    if (known !== undefined && id !== known) {
      throw new ModelError(
        `${path} gives ${show(content)} the id ${id}, but in the vocabulary it has ${known}`,
      );
    }
    if (known === undefined && (id !== nextId || usedIds.has(id))) {
      throw new ModelError(
        `${path} gives ${show(content)} the id ${id}; expected the next free one, ${nextId}`,
      );
    }
    if (known === undefined) nextId += 1;
    if (!token.normalized) continue;
    const normalised = normalForm(normalizer, content);
    if (normalised === '' || normalForms.has(normalised)) {
      throw new ModelError(
        `${path}.content (${show(content)}) must not be empty or repeated once it is normalised`,
      );
    }
    normalForms.add(normalised);
  }
  return entries.map(({ token }) => token);
}
