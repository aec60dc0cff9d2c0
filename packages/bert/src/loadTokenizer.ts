import type { Folder } from './bytes/folder.ts';
import { readText } from './bytes/text.ts';
import { ModelError, UnsupportedModelError } from './errors.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';
import { tokenizerFromJson } from './tokenizer/tokenizerJson.ts';
import { tokenizerFromVocabulary } from './tokenizer/vocabularyText.ts';

/**
 * The tokenizer of a model's folder: of tokenizer.json where there is one, else of vocab.txt; tokenizer_config.json goes with either.
 *
 * @throws ModelError if both are missing, or one is damaged
 * @throws UnsupportedModelError for a sound tokenizer.json of another kind
 */
export async function loadTokenizer(folder: Folder): Promise<Tokenizer> {
  const json = await readText(folder, 'tokenizer.json');
  const vocabulary = json === undefined ? await readText(folder, 'vocab.txt') : undefined;
  const config = await readText(folder, 'tokenizer_config.json');
  try {
    const parsedConfig = config === undefined ? {} : parseJson(config, 'tokenizer_config.json');
    if (json !== undefined) return tokenizerFromJson(parseJson(json, 'tokenizer.json'), parsedConfig);
    if (vocabulary !== undefined) return tokenizerFromVocabulary(vocabulary, parsedConfig);
  } catch (cause) {
    const Kind = cause instanceof UnsupportedModelError ? UnsupportedModelError : ModelError;
    throw new Kind(`${folder.name}: ${(cause as Error).message}`, { cause });
  }
  throw new ModelError(
    `${folder.name}: no tokenizer: expected tokenizer.json or vocab.txt beside the weights`,
  );
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${fileName} is not JSON (${(cause as Error).message.replace(/\s+/g, ' ')})`, { cause });
  }
}
