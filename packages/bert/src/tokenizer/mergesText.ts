import { checkAddedTokens } from './addedTokenList.ts';
import { booleanField, objectField } from './fields.ts';
import { Bpe, greatestBpeId, readMerge } from './model/bpe.ts';
import { readVocabulary } from './model/vocabulary.ts';
import { SequenceNormalizer } from './normalizer/sequence.ts';
import { robertaTemplate } from './postProcessor/template.ts';
import { trimming } from './postProcessor/trim.ts';
import { ByteLevel } from './preTokenizer/byteLevel.ts';
import { type LegacyFiles, readToldTokens } from './legacyFiles.ts';
import { readSpecialTokens, robertaNames } from './specialTokens.ts';
import { Tokenizer } from './tokenizer.ts';
import { checkTokenizerClass } from './tokenizerClass.ts';

const configFile = 'tokenizer_config.json';
const supportedClasses = ['RobertaTokenizer'];

/**
 * RoBERTa's tokenizer from the parsed content of `vocab.json` (ids by token), the text of `merges.txt` (two tokens a line, what is merged first comes
 * first) and the parsed content of `tokenizer_config.json`, where that exists. Read from the latter: `add_prefix_space` (false),
 * `trim_offsets` (true), `unk_token`, `sep_token`, `pad_token`, `cls_token`, `mask_token` (`<unk>`, …), `extra_special_tokens` and `added_tokens_decoder`,
 * for which older folders have files of their own.
 *
 * @throws ModelError naming the field that is malformed or contradicts the vocabulary
 * @throws UnsupportedModelError for the tokenizer of another kind of model
 */
export function tokenizerFromMerges(
  vocabularyJson: unknown,
  mergesText: string,
  config: unknown = {},
  legacy: LegacyFiles = {},
): Tokenizer {
  const fields = objectField(config, configFile);
  checkTokenizerClass(fields, supportedClasses);
  const flag = (name: string, otherwise: boolean): boolean =>
    booleanField(fields[name] ?? otherwise, `${configFile}: ${name}`);
  const addPrefixSpace = flag('add_prefix_space', false);
  const vocabulary = readVocabulary(vocabularyJson, 'vocab.json', greatestBpeId);
  // A mask takes in the space before it, as a word does.
  const flags = { mask: { lstrip: true } };
  const special = readSpecialTokens(
    readToldTokens(fields, legacy),
    robertaNames,
    vocabulary,
    'vocab.json',
    flags,
  );
  const normalizer = new SequenceNormalizer([]);
  return new Tokenizer({
    normalizer,
    preTokenizer: new ByteLevel({ addPrefixSpace }),
    model: new Bpe(
      { vocabulary, merges: parseMerges(mergesText) },
      (rank) => `merges.txt: merge ${rank + 1}`,
    ),
    postProcessor: {
      template: robertaTemplate(special.ids.cls, special.ids.sep),
      ...(flag('trim_offsets', true) && { trim: trimming(addPrefixSpace) }),
    },
    addedTokens: checkAddedTokens(special.added, vocabulary, normalizer),
    specialIds: special.ids,
  });
}

/** Lines, but for those that give the version and empty ones. */
function parseMerges(text: string): [left: string, right: string][] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line === '' || line.startsWith('#version')) return [];
    return [readMerge(line, `merges.txt: line ${i + 1}`)];
  });
}
