import { ModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import { integerField, listField, stringField } from '../fields.ts';

/** Ids by token, those of added tokens included. */
export type Ids = ReadonlyMap<string, number>;

/** The id of `["[CLS]", 101]`. */
export function readTokenAndId(value: unknown, path: string, ids: Ids): number {
  const [token, id] = listField(value, path);
  return checkedId(token, id, path, ids);
}

/** The id of a token of the post-processor, which must be the one the token has in the vocabulary. */
export function checkedId(token: unknown, given: unknown, path: string, ids: Ids): number {
  const name = stringField(token, path);
  const id = integerField(given, path);
  if (ids.get(name) === id) return id;
  throw new ModelError(
    `${path} gives ${show(name)} the id ${id}, but the vocabulary ${found(ids.get(name))}`,
  );
}

function found(id: number | undefined): string {
  return id === undefined ? 'does not hold it' : `says ${id}`;
}
