import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { type AddedTokenEntry, readAddedToken } from './addedTokenList.ts';
import type { JsonObject } from './fields.ts';
import { contentOf, type ToldTokens } from './legacyFiles.ts';
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
    return contentOf(config[`${role}_token`], `${configFile}: ${role}_token`) ?? known[role];
  };
  return { unk: name('unk'), sep: name('sep'), pad: name('pad'), cls: name('cls'), mask: name('mask') };
}

/** What a vocabulary without a tokenizer.json leaves to other files. */
export interface SpecialTokens {
  readonly names: SpecialNames;
  readonly ids: SpecialIds;
  /** Those that are listed with their ids, then the other special ones. */
  readonly added: readonly AddedTokenEntry[];
}

/**
 * The special tokens of a vocabulary that stands in `file`. `flagsByRole` counts where a role has a name alone.
 *
 * @throws ModelError if the vocabulary lacks one that must be, or another file is malformed
 */
export function readSpecialTokens(
  { config, listed, extra }: ToldTokens,
  usual: SpecialNames,
  vocabulary: ReadonlyMap<string, number>,
  file: string,
  flagsByRole: FlagsByRole = {},
): SpecialTokens {
  const listedIds = new Map(listed.map(({ token }) => [token.content, token.id]));
  const idOf: IdOf = (token) => vocabulary.get(token) ?? listedIds.get(token);
  const names = readSpecialNames(config, [usual], idOf);
  // What stands for unknown words is the model's own.
  const ids = resolveSpecialIds(
    names,
    (token) => (token === names.unk ? vocabulary.get(token) : idOf(token)),
    file,
  );
  const seen = new Set(listedIds.keys());
  const special = Object.entries(names).map(
    ([role, name]) => [name, config[`${role}_token`], flagsByRole[role as Role], `${role}_token`] as const,
  );
  const others = [config['bos_token'], config['eos_token'], ...extra].map(
    (value) => [contentOf(value, extraField), value, undefined, extraField] as const,
  );
  // So that they are found in the text: each once, whatever roles it has, and not those that the vocabulary lacks.
  const found = [...special, ...others].flatMap(([content, value, usualFlags, field]) => {
    const id = content === undefined ? undefined : vocabulary.get(content);
    if (id === undefined || seen.has(content!)) return [];
    seen.add(content!);
    const flags = typeof value === 'object' && value !== null ? value : {};
    return [readAddedToken({ ...plain, ...usualFlags, ...flags, content }, `${configFile}: ${field}`, id)];
  });
  return { names, ids, added: [...listed, ...found] };
}

type FlagsByRole = Partial<Record<Role, Partial<typeof plain>>>;

const extraField = 'extra_special_tokens';

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
