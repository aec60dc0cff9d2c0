import { show } from '../show.ts';
import { type AddedTokenEntry, readAddedToken } from './addedTokenList.ts';
import { integerField, type JsonObject, listField, objectField, stringField } from './fields.ts';

/** Parsed files in which transformers kept tokens before `tokenizer_config.json` had `added_tokens_decoder`; where it has that, they are not read. */
export interface LegacyFiles {
  /** `special_tokens_map.json`: fields of `tokenizer_config.json`, before whose own they go. */
  readonly specialTokensMap?: unknown;
  /** `added_tokens.json`: ids by token. */
  readonly addedTokens?: unknown;
}

/** What is told of tokens beside a vocabulary. */
export interface ToldTokens {
  /** `tokenizer_config.json`, with what counts before it. */
  readonly config: JsonObject;
  /** Added tokens with their ids. */
  readonly listed: readonly AddedTokenEntry[];
  /** Special tokens without a role, each a name or an added token. */
  readonly extra: readonly unknown[];
}

const configFile = 'tokenizer_config.json';
const mapFile = 'special_tokens_map.json';
const addedFile = 'added_tokens.json';
const roles = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].map((role) => `${role}_token`);

/**
 * As `_from_pretrained` of transformers (`tokenization_utils_base.py`) puts the three files together.
 *
 * @throws ModelError naming the file and the field that is malformed
 */
export function readToldTokens(config: JsonObject, files: LegacyFiles): ToldTokens {
  const newer = listOf(config, 'extra_special_tokens', configFile);
  const own = newer.length > 0 ? newer : listOf(config, 'additional_special_tokens', configFile);
  const decoder = config['added_tokens_decoder'];
  if (decoder !== undefined) return { config, listed: readDecoder(decoder), extra: own };
  const map = objectField(files.specialTokensMap ?? {}, mapFile);
  for (const role of roles) contentOf(map[role], `${mapFile}: ${role}`);
  const told = { ...config, ...map };
  const extra = [...own, ...listOf(map, 'extra_special_tokens', mapFile)];
  const special = new Set([
    ...roles.map((role) => contentOf(told[role], `${configFile}: ${role}`)),
    ...extra.map((value) => contentOf(value, `${configFile}: extra_special_tokens`)),
  ]);
  return {
    config: told,
    listed: readAddedFile(files.addedTokens ?? {}, special),
    // The map's are no reason to call a listed token special.
    extra: extra.length > 0 ? extra : listOf(map, 'additional_special_tokens', mapFile),
  };
}

/** Added tokens by their ids. */
function readDecoder(value: unknown): AddedTokenEntry[] {
  const path = `${configFile}: added_tokens_decoder`;
  return byId(
    Object.entries(objectField(value, path)).map(([id, token]) =>
      readAddedToken(token, `${path}.${id}`, integerField(Number(id), `${path}: the key ${show(id)}`)),
    ),
  );
}

/** What is special is looked for in the text as it is written, the rest in the normalised one. */
function readAddedFile(value: unknown, special: ReadonlySet<unknown>): AddedTokenEntry[] {
  return byId(
    Object.entries(objectField(value, addedFile)).map(([content, id]) => {
      const path = `${addedFile}: ${show(content)}`;
      const flags = { single_word: false, lstrip: false, rstrip: false, normalized: !special.has(content) };
      return readAddedToken({ ...flags, content }, path, integerField(id, path));
    }),
  );
}

function byId(entries: readonly AddedTokenEntry[]): AddedTokenEntry[] {
  return entries.toSorted((a, b) => a.token.id - b.token.id);
}

/** A dict has the names of roles that only some models have. */
function listOf(fields: JsonObject, name: string, file: string): readonly unknown[] {
  const value = fields[name] ?? [];
  return typeof value === 'object' && !Array.isArray(value)
    ? Object.values(value)
    : listField(value, `${file}: ${name}`);
}

/** The text of a name or an added token; undefined where there is none. */
export function contentOf(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return stringField(value, path);
  return stringField((value as JsonObject)['content'], `${path}.content`);
}
