import { type AddedTokenEntry, checkAddedTokens, readAddedToken } from './addedTokenList.ts';
import { booleanField, type JsonObject, objectField, unexpected } from './fields.ts';
import type { NormalizerOptions } from './normalizer.ts';
import { readSpecialNames, resolveSpecialIds, specialAddedTokens } from './specialTokens.ts';
import { bertTemplate } from './template.ts';
import { Tokenizer } from './tokenizer.ts';

const configFile = 'tokenizer_config.json';
const supportedClasses = ['BertTokenizer', 'BertTokenizerFast'];

/**
 * A tokenizer from the text of `vocab.txt` (a token a line, its id the line's number from 0) and the parsed content
 * of `tokenizer_config.json`, where that exists. Read from the latter: `do_lower_case` (true), `strip_accents`
 * (as `do_lower_case`), `tokenize_chinese_chars` (true), `unk_token`, `sep_token`, `pad_token`, `cls_token`,
 * `mask_token` (`[UNK]`, …) and `added_tokens_decoder`. Throws an Error that names the field when one is malformed
 * or contradicts the vocabulary.
 */
export function tokenizerFromVocabulary(vocabularyText: string, config: unknown = {}): Tokenizer {
  const fields = objectField(config, configFile);
  checkClass(fields);
  const vocabulary = parseVocabulary(vocabularyText);
  const names = readSpecialNames(fields);
  const normalizer = readNormalizer(fields);
  const specialIds = resolveSpecialIds(names, (token) => vocabulary.get(token), 'vocab.txt');
  const listed = readAddedTokensDecoder(fields);
  const listedContents = new Set(listed.map(({ token }) => token.content));
  const special = specialAddedTokens(fields, names, vocabulary).filter(
    ({ token }) => !listedContents.has(token.content),
  );
  return new Tokenizer({
    normalizer,
    model: {
      vocabulary,
      unknownToken: names.unk,
      continuingSubwordPrefix: '##',
      maxInputCharsPerWord: 100,
    },
    addedTokens: checkAddedTokens([...listed, ...special], vocabulary, normalizer),
    template: bertTemplate(specialIds.cls, specialIds.sep),
    specialIds,
  });
}

/**
 * As the Rust crate reads it: whitespace at the end of a line is dropped, of equal lines the last counts. An empty
 * line holds an id that no text can have.
 */
function parseVocabulary(text: string): Map<string, number> {
  const vocabulary = new Map<string, number>();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [id, line] of lines.entries()) vocabulary.set(line.replace(trailingWhitespace, ''), id);
  return vocabulary;
}
/** White_Space of Unicode, which is not quite what `\s` means in JavaScript. */
const trailingWhitespace = /\p{White_Space}+$/u;

function checkClass(config: JsonObject): void {
  const name = config['tokenizer_class'];
  if (name === undefined || name === null || supportedClasses.includes(name as string)) return;
  throw unexpected(name, `${configFile}: tokenizer_class`, supportedClasses.join(' or '));
}

function readNormalizer(config: JsonObject): NormalizerOptions {
  const flag = (name: string, otherwise: boolean): boolean =>
    booleanField(config[name] ?? otherwise, `${configFile}: ${name}`);
  const lowercase = flag('do_lower_case', true);
  return {
    cleanText: true,
    handleChineseChars: flag('tokenize_chinese_chars', true),
    stripAccents: flag('strip_accents', lowercase),
    lowercase,
  };
}

function readAddedTokensDecoder(config: JsonObject): AddedTokenEntry[] {
  const path = `${configFile}: added_tokens_decoder`;
  const decoder = objectField(config['added_tokens_decoder'] ?? {}, path);
  return Object.entries(decoder)
    .map(([id, value]) => readAddedToken(value, `${path}.${id}`, Number(id)))
    .sort((a, b) => a.token.id - b.token.id);
}
