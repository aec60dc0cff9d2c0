import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { type AddedTokenEntry, readAddedToken } from './addedTokenList.ts';
import { integerField, type JsonObject, objectField, stringField } from './fields.ts';
import type { SpecialIds } from './tokenizer.ts';

type Role = keyof SpecialIds;

/** What the tokens with a role are called, unless `tokenizer_config.json` has another name: in BERT, and in RoBERTa. ALBERT has some of both. */
const defaultNames: Readonly<Record<Role, readonly [string, string]>> = {
  unk: ['[UNK]', '<unk>'],
  sep: ['[SEP]', '</s>'],
  pad: ['[PAD]', '<pad>'],
  cls: ['[CLS]', '<s>'],
  mask: ['[MASK]', '<mask>'],
};

export type SpecialNames = Readonly<Record<Role, string>>;

const configFile = 'tokenizer_config.json';
const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };

/** `pad_token`, `unk_token`, … of `tokenizer_config.json`: a name, or an added token with its flags. */
export function readSpecialNames(
  config: JsonObject,
  idOf: (token: string) => number | undefined,
): SpecialNames {
  const name = (role: Role): string => {
    const [first, second] = defaultNames[role];
    const isSecond = idOf(first) === undefined && idOf(second) !== undefined;
    const value = config[`${role}_token`] ?? (isSecond ? second : first);
    const path = `${configFile}: ${role}_token`;
    if (typeof value !== 'object') return stringField(value, path);
    return stringField((value as JsonObject)['content'], `${path}.content`);
  };
  return { unk: name('unk'), sep: name('sep'), pad: name('pad'), cls: name('cls'), mask: name('mask') };
}

/**
 * The special tokens as added tokens, so that they are found in the text: each once, whatever roles it has, and not
 * those that the vocabulary lacks. `flagsByRole` counts where the configuration gives a name alone.
 */
export function specialAddedTokens(
  config: JsonObject,
  names: SpecialNames,
  vocabulary: ReadonlyMap<string, number>,
  flagsByRole: Partial<Record<Role, Partial<typeof plain>>> = {},
): AddedTokenEntry[] {
  const roles = Object.keys(defaultNames) as Role[];
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

/** `added_tokens_decoder` of `tokenizer_config.json`: added tokens by their ids. */
export function readAddedTokensDecoder(config: JsonObject): AddedTokenEntry[] {
  const path = `${configFile}: added_tokens_decoder`;
  const decoder = objectField(config['added_tokens_decoder'] ?? {}, path);
  return Object.entries(decoder)
    .map(([id, value]) =>
      readAddedToken(value, `${path}.${id}`, integerField(Number(id), `${path}: the key ${show(id)}`)),
    )
    .sort((a, b) => a.token.id - b.token.id);
}
