import { ModelError, UnsupportedModelError } from '../errors.ts';
import { isObject, show } from '../show.ts';
import { checkAddedTokens, readAddedToken } from './addedTokenList.ts';
import {
  booleanField,
  integerField,
  type JsonObject,
  listField,
  objectField,
  stringField,
  unexpected,
} from './fields.ts';
import type { NormalizerOptions } from './normalizer.ts';
import { readSpecialNames, resolveSpecialIds } from './specialTokens.ts';
import { bertTemplate, type Template, type TemplatePiece } from './template.ts';
import { Tokenizer } from './tokenizer.ts';
import type { WordPieceOptions } from './wordPiece.ts';

const file = 'tokenizer.json';

/**
 * A tokenizer from the parsed content of a Hugging Face `tokenizer.json`: a `BertNormalizer`, a `BertPreTokenizer`,
 * a `WordPiece` model and `TemplateProcessing` or `BertProcessing`. Its `truncation`, `padding` and `decoder` are
 * ignored. `config` is the parsed `tokenizer_config.json`, needed only where the special tokens have names of
 * their own.
 *
 * @throws ModelError naming the field that is malformed or contradicts another
 * @throws UnsupportedModelError naming the part that is not BERT's
 */
export function tokenizerFromJson(json: unknown, config: unknown = {}): Tokenizer {
  const fields = objectField(json, file);
  const version = fields['version'] ?? '1.0';
  if (version !== '1.0') throw unexpected(version, `${file}: version`, '"1.0"');
  const normalizer = readNormalizer(fields['normalizer']);
  requireType(fields['pre_tokenizer'], 'pre_tokenizer', ['BertPreTokenizer']);
  const model = readModel(fields['model']);
  const added = listField(fields['added_tokens'] ?? [], `${file}: added_tokens`).map((value, i) => {
    const path = `${file}: added_tokens[${i}]`;
    return readAddedToken(value, path, integerField(objectField(value, path)['id'], `${path}.id`));
  });
  const addedTokens = checkAddedTokens(added, model.vocabulary, normalizer);
  const ids = new Map([...model.vocabulary, ...addedTokens.map(({ content, id }) => [content, id] as const)]);
  const names = readSpecialNames(objectField(config, 'tokenizer_config.json'));
  return new Tokenizer({
    normalizer,
    model,
    addedTokens,
    template: readTemplate(fields['post_processor'], ids),
    specialIds: resolveSpecialIds({ ...names, unk: model.unknownToken }, (token) => ids.get(token), file),
  });
}

/** The object at a top-level field, whose `type` must be one of `types`. */
function requireType(value: unknown, name: string, types: readonly string[]): JsonObject {
  const fields = (value ?? null) === null ? {} : objectField(value, `${file}: ${name}`);
  const type = fields['type'];
  if (types.includes(type as string)) return fields;
  throw new UnsupportedModelError(
    `${file}: ${name}.type is ${show(type)}, which is not supported; supported: ${types.join(', ')}`,
  );
}

function readNormalizer(value: unknown): NormalizerOptions {
  const fields = requireType(value, 'normalizer', ['BertNormalizer']);
  const flag = (name: string): boolean => booleanField(fields[name], `${file}: normalizer.${name}`);
  const lowercase = flag('lowercase');
  return {
    cleanText: flag('clean_text'),
    handleChineseChars: flag('handle_chinese_chars'),
    stripAccents: (fields['strip_accents'] ?? null) === null ? lowercase : flag('strip_accents'),
    lowercase,
  };
}

function readModel(value: unknown): WordPieceOptions {
  // Files of before 2020 do not name the type; no other model has the field that tells.
  const untyped = isObject(value) && !('type' in value) && 'max_input_chars_per_word' in value;
  const fields = requireType(untyped ? { ...value, type: 'WordPiece' } : value, 'model', ['WordPiece']);
  const vocabulary = new Map<string, number>();
  const tokensById = new Map<number, string>();
  for (const [token, id] of Object.entries(objectField(fields['vocab'], `${file}: model.vocab`))) {
    const checked = integerField(id, `${file}: model.vocab[${show(token)}]`);
    const other = tokensById.get(checked);
    if (other !== undefined) {
      throw new ModelError(
        `${file}: model.vocab gives the id ${checked} to both ${show(other)} and ${show(token)}`,
      );
    }
    vocabulary.set(token, checked);
    tokensById.set(checked, token);
  }
  const unknownToken = stringField(fields['unk_token'], `${file}: model.unk_token`);
  if (!vocabulary.has(unknownToken)) {
    throw new ModelError(
      `${file}: model.unk_token is ${show(unknownToken)}, which model.vocab does not hold`,
    );
  }
  return {
    vocabulary,
    unknownToken,
    continuingSubwordPrefix: stringField(
      fields['continuing_subword_prefix'],
      `${file}: model.continuing_subword_prefix`,
    ),
    maxInputCharsPerWord: integerField(
      fields['max_input_chars_per_word'],
      `${file}: model.max_input_chars_per_word`,
    ),
  };
}

function readTemplate(value: unknown, ids: ReadonlyMap<string, number>): Template {
  const fields = requireType(value, 'post_processor', ['TemplateProcessing', 'BertProcessing']);
  const path = `${file}: post_processor`;
  if (fields['type'] === 'BertProcessing') {
    const id = (name: string): number => {
      const [token, given] = listField(fields[name], `${path}.${name}`);
      return checkedId(token, given, `${path}.${name}`, ids);
    };
    return bertTemplate(id('cls'), id('sep'));
  }
  const special = objectField(fields['special_tokens'], `${path}.special_tokens`);
  const template = {
    single: readPieces(fields['single'], `${path}.single`, special, ids),
    pair: readPieces(fields['pair'], `${path}.pair`, special, ids),
  };
  requireTexts(template.single, `${path}.single`, 'A');
  requireTexts(template.pair, `${path}.pair`, 'AB');
  return template;
}

function readPieces(
  value: unknown,
  path: string,
  special: JsonObject,
  ids: ReadonlyMap<string, number>,
): TemplatePiece[] {
  return listField(value, path).flatMap((entry, i): TemplatePiece[] => {
    const piece = objectField(entry, `${path}[${i}]`);
    const kind = 'Sequence' in piece ? 'Sequence' : 'SpecialToken';
    const at = `${path}[${i}].${kind}`;
    const fields = objectField(piece[kind], at);
    const typeId = integerField(fields['type_id'], `${at}.type_id`, 1) as 0 | 1;
    const name = stringField(fields['id'], `${at}.id`);
    if (kind === 'Sequence') {
      if (name !== 'A' && name !== 'B') throw unexpected(name, `${at}.id`, '"A" or "B"');
      return [{ kind: 'text', segment: name === 'A' ? 0 : 1, typeId }];
    }
    const definition = `${file}: post_processor.special_tokens[${show(name)}]`;
    const { ids: givenIds, tokens } = objectField(special[name], definition);
    const names = listField(tokens, `${definition}.tokens`);
    return listField(givenIds, `${definition}.ids`).map((given, k) => ({
      kind: 'special',
      id: checkedId(names[k], given, definition, ids),
      typeId,
    }));
  });
}

/** The id of a token of the post-processor, which must be the one the token has in the vocabulary. */
function checkedId(token: unknown, given: unknown, path: string, ids: ReadonlyMap<string, number>): number {
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

/** Each text must occur once, in order. */
function requireTexts(pieces: readonly TemplatePiece[], path: string, expected: 'A' | 'AB'): void {
  const texts = pieces.flatMap((piece) => (piece.kind === 'text' ? ['AB'[piece.segment]!] : [])).join('');
  if (texts !== expected)
    throw unexpected(texts, `${path}`, `a template with the texts ${expected} once and in order`);
}
