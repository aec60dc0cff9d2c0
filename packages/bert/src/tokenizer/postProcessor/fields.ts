import { ModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import { integerField, listField, stringField } from '../fields.ts';

/** The id of a token, those of added tokens included. */
export type IdOf = (token: string) => number | undefined;

/** The id of `["[CLS]", 101]`. */
export function readTokenAndId(value: unknown, path: string, idOf: IdOf): number {
  const [token, id] = listField(value, path);
  return checkedId(token, id, path, idOf);
}

/** The id of a token of the post-processor, which must be the one the token has in the vocabulary. */
export function checkedId(token: unknown, given: unknown, path: string, idOf: IdOf): number {
  const name = stringField(token, path);
  const id = integerField(given, path);
  if (idOf(name) === id) return id;
  throw new ModelError(`${path} gives ${show(name)} the id ${id}, but the vocabulary ${found(idOf(name))}`);
}

function found(id: number | undefined): string {
  return id === undefined ? 'does not hold it' : `says ${id}`;
}
