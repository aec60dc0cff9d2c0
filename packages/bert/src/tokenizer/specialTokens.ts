import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { type AddedTokenEntry, readAddedToken } from './addedTokenList.ts';
import { type JsonObject, stringField } from './fields.ts';
import type { SpecialIds } from './tokenizer.ts';

type Role = keyof SpecialIds;

/** What the tokens with a role are called, unless `tokenizer_config.json` has another name. */
const defaultNames: Readonly<Record<Role, string>> = {
  unk: '[UNK]',
  sep: '[SEP]',
  pad: '[PAD]',
  cls: '[CLS]',
  mask: '[MASK]',
};

export type SpecialNames = Readonly<Record<Role, string>>;

const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };

/** `pad_token`, `unk_token`, … of `tokenizer_config.json`: a name, or an added token with its flags. */
export function readSpecialNames(config: JsonObject): SpecialNames {
  const name = (role: Role): string => {
    const value = config[`${role}_token`] ?? defaultNames[role];
    const path = `tokenizer_config.json: ${role}_token`;
    if (typeof value !== 'object') return stringField(value, path);
    return stringField((value as JsonObject)['content'], `${path}.content`);
  };
  return { unk: name('unk'), sep: name('sep'), pad: name('pad'), cls: name('cls'), mask: name('mask') };
}

/**
 * The special tokens as added tokens, so that they are found in the text: each once, whatever roles it has, and not
 * those that the vocabulary lacks.
 */
export function specialAddedTokens(
  config: JsonObject,
  names: SpecialNames,
  vocabulary: ReadonlyMap<string, number>,
): AddedTokenEntry[] {
  const roles = Object.keys(defaultNames) as Role[];
  return roles.flatMap((role, i) => {
    const id = vocabulary.get(names[role]);
    const isRepeated = roles.slice(0, i).some((other) => names[other] === names[role]);
    if (id === undefined || isRepeated) return [];
    const value = config[`${role}_token`];
    const flags = typeof value === 'object' && value !== null ? value : {};
    return readAddedToken(
      { ...plain, ...flags, content: names[role] },
      `tokenizer_config.json: ${role}_token`,
      id,
    );
  });
}

/** The ids of the tokens with a role; `file` is the one to blame when one is missing. */
export function resolveSpecialIds(
  names: SpecialNames,
  idOf: (token: string) => number | undefined,
  file: string,
): SpecialIds {
  const required = (role: Role): number => {
    const id = idOf(names[role]);
    if (id !== undefined) return id;
    throw new ModelError(
      `${file}: no ${role} token ${show(names[role])}; add it, or name the one there is as ${role}_token in tokenizer_config.json`,
    );
  };
  return {
    pad: idOf(names.pad) ?? null,
    unk: required('unk'),
    cls: required('cls'),
    sep: required('sep'),
    mask: idOf(names.mask) ?? null,
  };
}
