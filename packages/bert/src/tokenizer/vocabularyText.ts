import { checkAddedTokens } from './addedTokenList.ts';
import { booleanField, type JsonObject, objectField } from './fields.ts';
import { WordPiece } from './model/wordPiece.ts';
import { BertNormalizer } from './normalizer/bert.ts';
import { bertTemplate } from './postProcessor/template.ts';
import { bertPreTokenizer } from './preTokenizer/bert.ts';
import { type LegacyFiles, readToldTokens } from './legacyFiles.ts';
import { bertNames, readSpecialTokens } from './specialTokens.ts';
import { Tokenizer } from './tokenizer.ts';
import { checkTokenizerClass } from './tokenizerClass.ts';
import { CharacterClass, hasClass } from './unicode/unicode.ts';

const configFile = 'tokenizer_config.json';
/** All are BERT's: DistilBERT and ELECTRA took its tokenizer over. */
const supportedClasses = ['BertTokenizer', 'DistilBertTokenizer', 'ElectraTokenizer'];

/**
 * A tokenizer from the text of `vocab.txt` (a token a line, its id the line's number from 0) and the parsed content
 * of `tokenizer_config.json`, where that exists. Read from the latter: `do_lower_case` (true), `strip_accents`
 * (as `do_lower_case`), `tokenize_chinese_chars` (true), `unk_token`, `sep_token`, `pad_token`, `cls_token`,
 * `mask_token` (`[UNK]`, …), `extra_special_tokens` and `added_tokens_decoder`, for which older folders have files of their own.
 *
 * @throws ModelError naming the field that is malformed or contradicts the vocabulary
 * @throws UnsupportedModelError for the tokenizer of another kind of model
 */
export function tokenizerFromVocabulary(
  vocabularyText: string,
  config: unknown = {},
  legacy: LegacyFiles = {},
): Tokenizer {
  const fields = objectField(config, configFile);
  checkTokenizerClass(fields, supportedClasses);
  const vocabulary = parseVocabulary(vocabularyText);
  const normalizer = readNormalizer(fields);
  const special = readSpecialTokens(readToldTokens(fields, legacy), bertNames, vocabulary, 'vocab.txt');
  return new Tokenizer({
    normalizer,
    preTokenizer: bertPreTokenizer,
    model: new WordPiece({
      vocabulary,
      unknownToken: special.names.unk,
      continuingSubwordPrefix: '##',
      maxInputCharsPerWord: 100,
    }),
    postProcessor: { template: bertTemplate(special.ids.cls, special.ids.sep) },
    addedTokens: checkAddedTokens(special.added, vocabulary, normalizer),
    specialIds: special.ids,
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
  for (const [id, line] of lines.entries()) vocabulary.set(withoutTrailingWhitespace(line), id);
  return vocabulary;
}

/** `trimEnd` by White_Space of Unicode, which differs from what JavaScript trims. */
function withoutTrailingWhitespace(line: string): string {
  let end = line.length;
  while (end > 0 && hasClass(line.charCodeAt(end - 1), CharacterClass.whitespace)) end -= 1;
  return line.slice(0, end);
}

function readNormalizer(config: JsonObject): BertNormalizer {
  const flag = (name: string, otherwise: boolean): boolean =>
    booleanField(config[name] ?? otherwise, `${configFile}: ${name}`);
  const lowercase = flag('do_lower_case', true);
  return new BertNormalizer({
    cleanText: true,
    handleChineseChars: flag('tokenize_chinese_chars', true),
    stripAccents: flag('strip_accents', lowercase),
    lowercase,
  });
}
