import { UnsupportedModelError } from '../errors.ts';
import { isObject, show } from '../show.ts';
import { checkAddedTokens, readAddedToken } from './addedTokenList.ts';
import { allKinds as kinds } from './allKinds.ts';
import { integerField, type JsonObject, listField, objectField, unexpected } from './fields.ts';
import { readStage } from './kinds.ts';
import { bertNames, readSpecialNames, resolveSpecialIds, robertaNames } from './specialTokens.ts';
import { Tokenizer } from './tokenizer.ts';

const file = 'tokenizer.json';
const known: readonly string[] = [
  'version',
  'truncation',
  'padding',
  'added_tokens',
  'normalizer',
  'pre_tokenizer',
  'post_processor',
  'decoder',
  'model',
];

/**
 * A tokenizer from the parsed content of a Hugging Face `tokenizer.json`: its normalizer, pre-tokenizer, model and post-processor, of the kinds that
 * `allKinds.ts` lists. Its `truncation`, `padding` and `decoder` are ignored. `config` is the parsed `tokenizer_config.json`, needed only where the
 * special tokens have names of their own.
 *
 * @throws ModelError naming the field that is malformed or contradicts another
 * @throws UnsupportedModelError naming the stage that is of another kind
 */
export function tokenizerFromJson(json: unknown, config: unknown = {}): Tokenizer {
  const fields = withTypes(objectField(json, file));
  const { version = '1.0' } = fields;
  if (version !== '1.0') throw unexpected(version, `${file}: version`, '"1.0"');
  checkFields(fields);

  const normalizer = readStage(fields['normalizer'], `${file}: normalizer`, kinds.normalizer, kinds);
  const preTokenizer = readStage(
    fields['pre_tokenizer'],
    `${file}: pre_tokenizer`,
    kinds.pre_tokenizer,
    kinds,
  );
  const model = readStage(fields['model'], `${file}: model`, kinds.model);
  const { added_tokens: tokens = [] } = fields;
  const listed = listField(tokens, `${file}: added_tokens`).map((value, i) => {
    const path = `${file}: added_tokens[${i}]`;
    return readAddedToken(value, path, integerField(objectField(value, path)['id'], `${path}.id`));
  });
  const addedTokens = checkAddedTokens(listed, model.vocabulary, normalizer);
  const added = new Map(addedTokens.map(({ content, id }) => [content, id]));
  const idOf = (token: string): number | undefined => model.vocabulary.get(token) ?? added.get(token);
  const postProcessor = readStage(
    fields['post_processor'],
    `${file}: post_processor`,
    kinds.post_processor,
    idOf,
  );

  const usual = [bertNames, robertaNames] as const;
  const names = readSpecialNames(objectField(config, 'tokenizer_config.json'), usual, idOf);
  const unk = model.unknownToken ?? names.unk;
  return new Tokenizer({
    normalizer,
    preTokenizer,
    model,
    postProcessor,
    addedTokens,
    specialIds: resolveSpecialIds({ ...names, unk }, idOf, file),
  });
}

/** The Rust crate reads no file with other fields: they would be from a version that is to be read another way. */
function checkFields(fields: JsonObject): void {
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other !== undefined) throw new UnsupportedModelError(`${file}: the field ${show(other)} is not known`);
}

/** The file with the types that it may leave out. */
function withTypes(fields: JsonObject): JsonObject {
  const { model, normalizer } = fields;
  // Files of before 2020 do not name the model's type; no other model has the field that tells.
  const untyped = isObject(model) && !('type' in model) && 'max_input_chars_per_word' in model;
  return {
    ...fields,
    normalizer: normalizer ?? { type: 'Sequence', normalizers: [] },
    model: untyped ? { ...model, type: 'WordPiece' } : model,
  };
}
