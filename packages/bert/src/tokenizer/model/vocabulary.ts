import { ModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import { integerField, objectField } from '../fields.ts';

/** A vocabulary that a file gives as an object: ids by token, none twice or above `greatest`. `path` is where it stands. */
export function readVocabulary(value: unknown, path: string, greatest?: number): Map<string, number> {
  const vocabulary = new Map<string, number>();
  const tokensById = new Map<number, string>();
  for (const [token, id] of Object.entries(objectField(value, path))) {
    const checked = integerField(id, `${path}[${show(token)}]`, greatest);
    const other = tokensById.get(checked);
    if (other !== undefined) {
      throw new ModelError(`${path} gives the id ${checked} to both ${show(other)} and ${show(token)}`);
    }
    vocabulary.set(token, checked);
    tokensById.set(checked, token);
  }
  return vocabulary;
}

/** The token for what is unknown, which the vocabulary must hold. */
export function checkUnknownToken(
  token: string,
  vocabulary: ReadonlyMap<string, number>,
  modelPath: string,
): string {
  if (vocabulary.has(token)) return token;
  throw new ModelError(`${modelPath}.unk_token is ${show(token)}, which model.vocab does not hold`);
}
