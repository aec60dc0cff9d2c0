import type { Folder } from './bytes/folder.ts';
import { readText } from './bytes/text.ts';
import type { BertConfig } from './checkpoint/config.ts';
import { ModelError, UnsupportedModelError } from './errors.ts';
import type { LegacyFiles } from './tokenizer/legacyFiles.ts';
import { parseJson } from './json.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';
import { tokenizerFromVocabulary } from './tokenizer/vocabularyText.ts';

/** What reads tokenizers other than BERT's own is larger than all else of a page: it comes when a folder wants it. */
const readers = {
  json: () => import('./tokenizer/tokenizerJson.ts'),
  merges: () => import('./tokenizer/mergesText.ts'),
};

/** Fetches what `loadTokenizer` would fetch when a folder wants it: for a page that is to go on without a network. */
export async function fetchTokenizerReaders(): Promise<void> {
  await Promise.all([readers.json(), readers.merges()]);
}

/** What slow tokenizers of transformers read, which only Python's sentencepiece can. */
const sentencePieceFiles = ['sentencepiece.bpe.model', 'spiece.model'];

/**
 * The tokenizer of a model's folder: of tokenizer.json where there is one, else of vocab.txt, else of vocab.json with merges.txt;
 * tokenizer_config.json goes with any of them, special_tokens_map.json and added_tokens.json with the latter two.
 *
 * @throws ModelError if all are missing, or one is damaged
 * @throws UnsupportedModelError for a sound file of another kind
 */
export async function loadTokenizer(folder: Folder): Promise<Tokenizer> {
  try {
    const tokenizer = await readTokenizer(folder);
    if (tokenizer) return tokenizer;
  } catch (cause) {
    const Kind = cause instanceof UnsupportedModelError ? UnsupportedModelError : ModelError;
    const { message } = cause as Error;
    // That of a file that cannot be read has its whole path.
    throw new Kind(message.startsWith(folder.name) ? message : `${folder.name}: ${message}`, { cause });
  }
  throw new ModelError(
    `${folder.name}: no tokenizer: expected tokenizer.json, vocab.txt, or vocab.json and merges.txt beside the weights`,
  );
}

/** The tokenizer of a model; errors as those of `loadTokenizer`, and if it has tokens that the model does not know. */
export async function loadTokenizerOf(
  folder: Folder,
  { vocabSize }: Pick<BertConfig, 'vocabSize'>,
): Promise<Tokenizer> {
  const tokenizer = await loadTokenizer(folder);
  if (tokenizer.vocabularySize <= vocabSize) return tokenizer;
  throw new ModelError(
    `${folder.name}: the tokenizer has ${tokenizer.vocabularySize} tokens, but "vocab_size" in config.json is ${vocabSize}`,
  );
}

async function readTokenizer(folder: Folder): Promise<Tokenizer | undefined> {
  const config = (await readJson(folder, 'tokenizer_config.json')) ?? {};
  const json = await readJson(folder, 'tokenizer.json');
  if (json !== undefined) return (await readers.json()).tokenizerFromJson(json, config);
  const vocabularyText = await readText(folder, 'vocab.txt');
  if (vocabularyText !== undefined)
    return tokenizerFromVocabulary(vocabularyText, config, await readLegacy(folder));
  const vocabulary = await readJson(folder, 'vocab.json');
  const merges = vocabulary === undefined ? undefined : await readText(folder, 'merges.txt');
  if (merges !== undefined) {
    const { tokenizerFromMerges } = await readers.merges();
    return tokenizerFromMerges(vocabulary, merges, config, await readLegacy(folder));
  }
  if (vocabulary !== undefined) throw new ModelError('vocab.json needs merges.txt beside it');
  await refuseSentencePiece(folder);
  return undefined;
}

async function readLegacy(folder: Folder): Promise<LegacyFiles> {
  return {
    specialTokensMap: await readJson(folder, 'special_tokens_map.json'),
    addedTokens: await readJson(folder, 'added_tokens.json'),
  };
}

async function refuseSentencePiece(folder: Folder): Promise<void> {
  for (const fileName of sentencePieceFiles) {
    const source = await folder.open(fileName);
    if (!source) continue;
    await source.close();
    throw new UnsupportedModelError(
      `${fileName} alone is not supported: write tokenizer.json beside it with python -c "from transformers import AutoTokenizer as T; T.from_pretrained('DIR').save_pretrained('DIR')"`,
    );
  }
}

async function readJson(folder: Folder, fileName: string): Promise<unknown> {
  const text = await readText(folder, fileName);
  return text === undefined ? undefined : parsed(text, fileName);
}

function parsed(text: string, fileName: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new Error(`${fileName} is not JSON (${(cause as Error).message.replace(/\s+/g, ' ')})`, { cause });
  }
}
