import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { type AddedTokenEntry, readAddedToken } from './addedTokenList.ts';
import { integerField, type JsonObject, objectField, stringField } from './fields.ts';
import type { IdOf } from './postProcessor/fields.ts';
import type { SpecialIds } from './tokenizer.ts';

type Role = keyof SpecialIds;

export type SpecialNames = Readonly<Record<Role, string>>;

/** What the tokens with a role are called, unless `tokenizer_config.json` has another name. */
export const bertNames: SpecialNames = {
  unk: '[UNK]',
  sep: '[SEP]',
  pad: '[PAD]',
  cls: '[CLS]',
  mask: '[MASK]',
};
export const robertaNames: SpecialNames = {
  unk: '<unk>',
  sep: '</s>',
  pad: '<pad>',
  cls: '<s>',
  mask: '<mask>',
};

const configFile = 'tokenizer_config.json';
const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };

/**
 * `pad_token`, `unk_token`, … of `tokenizer_config.json`: a name, or an added token with its flags. Where it has none, the first name of `usual` that is a
 * token's counts: ALBERT has some of BERT's and some of RoBERTa's.
 */
export function readSpecialNames(
  config: JsonObject,
  usual: readonly [SpecialNames, ...SpecialNames[]],
  idOf: IdOf,
): SpecialNames {
  const name = (role: Role): string => {
    const known = usual.find((names) => idOf(names[role]) !== undefined) ?? usual[0];
    const value = config[`${role}_token`] ?? known[role];
    const path = `${configFile}: ${role}_token`;
    if (typeof value !== 'object') return stringField(value, path);
    return stringField((value as JsonObject)['content'], `${path}.content`);
  };
  return { unk: name('unk'), sep: name('sep'), pad: name('pad'), cls: name('cls'), mask: name('mask') };
}

/** What a vocabulary without a tokenizer.json leaves to `tokenizer_config.json`. */
export interface SpecialTokens {
  readonly names: SpecialNames;
  readonly ids: SpecialIds;
  /** Those of `added_tokens_decoder`, then the other special ones. */
  readonly added: readonly AddedTokenEntry[];
}

/**
 * The special tokens of a vocabulary that stands in `file`. `flagsByRole` counts where the configuration gives a name alone.
 *
 * @throws ModelError if the vocabulary lacks one that must be, or the configuration is malformed
 */
export function readSpecialTokens(
  config: JsonObject,
  usual: SpecialNames,
  vocabulary: ReadonlyMap<string, number>,
  file: string,
  flagsByRole: FlagsByRole = {},
): SpecialTokens {
  const idOf: IdOf = (token) => vocabulary.get(token);
  const names = readSpecialNames(config, [usual], idOf);
  const ids = resolveSpecialIds(names, idOf, file);
  const listed = readAddedTokensDecoder(config);
  const special = specialAddedTokens(config, names, vocabulary, flagsByRole).filter(({ token }) =>
    listed.every((other) => other.token.content !== token.content),
  );
  return { names, ids, added: [...listed, ...special] };
}

type FlagsByRole = Partial<Record<Role, Partial<typeof plain>>>;

/**
 * The special tokens as added tokens, so that they are found in the text: each once, whatever roles it has, and not
 * those that the vocabulary lacks.
 */
function specialAddedTokens(
  config: JsonObject,
  names: SpecialNames,
  vocabulary: ReadonlyMap<string, number>,
  flagsByRole: FlagsByRole,
): AddedTokenEntry[] {
  const roles = Object.keys(names) as Role[];
  return roles.flatMap((role, i) => {
    const id = vocabulary.get(names[role]);
    const isRepeated = roles.slice(0, i).some((other) => names[other] === names[role]);
    if (id === undefined || isRepeated) return [];
    const value = config[`${role}_token`];
    const flags = typeof value === 'object' && value !== null ? value : {};
    return readAddedToken(
      { ...plain, ...flagsByRole[role], ...flags, content: names[role] },
      `${configFile}: ${role}_token`,
      id,
    );
  });
}

/** The ids of the tokens with a role; `file` is the one to blame when one is missing. */
export function resolveSpecialIds(names: SpecialNames, idOf: IdOf, file: string): SpecialIds {
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

/** `added_tokens_decoder` of `tokenizer_config.json`: added tokens by their ids. */
function readAddedTokensDecoder(config: JsonObject): AddedTokenEntry[] {
  const path = `${configFile}: added_tokens_decoder`;
  const decoder = objectField(config['added_tokens_decoder'] ?? {}, path);
  return Object.entries(decoder)
    .map(([id, value]) =>
      readAddedToken(value, `${path}.${id}`, integerField(Number(id), `${path}: the key ${show(id)}`)),
    )
    .sort((a, b) => a.token.id - b.token.id);
}
