import { basename, dirname, join } from 'node:path';
import {
  convertTorch,
  directory,
  fileSource,
  loadTokenizer,
  memorySource,
  ModelError,
  openTorch,
  publishedConfigNames,
  publishedConfigs,
  readText,
  takeCheckpoint,
  tokenizerSettings,
  type BertConfig,
  type Conversion,
  type Folder,
  type PublishedConfig,
} from '@gradlens/bert/node';
import { oneOf } from '@gradlens/ig';
import { Option, type Command } from 'commander';
import { examples } from '../examples.ts';
import { newFolder } from '../newFolder.ts';
import { notices, type Notices } from '../notices.ts';
import { WordOption } from '../wordOption.ts';

interface ConvertOptions {
  readonly config: string;
  readonly vocab: string;
  readonly o: string;
  readonly quiet?: true;
}

export function addConvert(gradlens: Command, signal: AbortSignal): void {
  gradlens
    .command('convert')
    .description('the weights that torch.save wrote, as the folder of a model')
    .argument('<file>', "a state_dict of a classifier of BERT's family: .pt, .pth or .bin")
    .addHelpText('after', examples.convert)
    .addOption(
      new WordOption(
        '--config <name>',
        `the sizes of the model: its config.json, or the name of the one that it was trained from (${publishedConfigNames.join(', ')})`,
        publishedConfigNames,
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--vocab <file>',
        'its vocab.txt or tokenizer.json; a tokenizer_config.json beside it goes along, and what else is there of its tokens',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('-o <dir>', 'the folder to write').makeOptionMandatory())
    .option('--quiet', 'no notices on stderr')
    .action((file: string, options: ConvertOptions) => convertFile(file, options, signal));
}

async function convertFile(
  file: string,
  { config, vocab, o: path, quiet }: ConvertOptions,
  signal: AbortSignal,
): Promise<void> {
  const told = notices(quiet ?? false);
  const folder = await newFolder(path);
  const source = await fileSource(file);
  try {
    const conversion = convertTorch(await openTorch(source), file, await readConfig(config), config);
    const vocabulary = await readVocabulary(vocab, conversion.config, config);
    await folder.write('config.json', [conversion.configJson]);
    for (const [name, text] of vocabulary) await folder.write(name, [text]);
    await folder.write('model.safetensors', weightsOf(conversion, told, signal));
    told.progress('checking what was written');
    await takeCheckpoint(inPlaceOf(file, directory(folder.draft)), () => () => undefined, { signal });
    await folder.finish();
    for (const sentence of remarks(file, conversion)) told.say(sentence);
  } finally {
    told.clear();
    await source.close();
  }
}

async function readConfig(choice: string): Promise<string> {
  if (isPublished(choice)) return JSON.stringify(publishedConfigs[choice]);
  const text = await textOf(choice);
  if (text !== undefined) return text;
  if (choice.endsWith('.json')) throw new ModelError(`${choice}: no such file`);
  // Throws, with the name that is nearest.
  return oneOf('config', choice, [...publishedConfigNames, 'config.json']);
}

/** What goes along with a vocab.txt beside which it is. */
const settingsFileNames = ['tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'];

/** The files of a tokenizer, which fits the model: their texts by their names. */
async function readVocabulary(
  path: string,
  config: BertConfig,
  configName: string,
): Promise<ReadonlyMap<string, string>> {
  const text = await textOf(path);
  if (text === undefined) throw new ModelError(`${path}: no such file`);
  const isJson = path.endsWith('.json');
  const fileName = isJson ? 'tokenizer.json' : 'vocab.txt';
  const files = new Map([[fileName, text]]);
  // A tokenizer.json tells all by itself.
  if (!isJson) {
    files.set(
      'tokenizer_config.json',
      `${JSON.stringify(tokenizerSettings(text, config.maxPositions), null, 2)}\n`,
    );
  }
  for (const name of isJson ? ['tokenizer_config.json'] : settingsFileNames) {
    const settings = await textOf(join(dirname(path), name));
    if (settings !== undefined) files.set(name, settings);
  }
  const { vocabularySize } = await loadTokenizer(inMemory(path, files)).catch((error: unknown) => {
    // It has the name that it will have.
    if (error instanceof ModelError) error.message = error.message.replace(`: ${fileName}: `, ': ');
    throw error;
  });
  const { vocabSize } = config;
  // A vocabulary may be smaller than its table, but a published one is known.
  if (vocabularySize > vocabSize || (isPublished(configName) && vocabularySize !== vocabSize)) {
    throw new ModelError(`${path}: ${vocabularySize} tokens, but ${configName} has ${vocabSize}`);
  }
  return files;
}

function inMemory(name: string, files: ReadonlyMap<string, string>): Folder {
  return {
    name,
    async open(fileName) {
      const text = files.get(fileName);
      return text === undefined ? undefined : memorySource(new TextEncoder().encode(text), fileName);
    },
  };
}

async function* weightsOf(
  { weights, weightsBytes }: Conversion,
  told: Notices,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let written = 0;
  for await (const piece of weights()) {
    signal.throwIfAborted();
    told.progress(`writing the weights: ${Math.floor((100 * written) / weightsBytes)} %`);
    yield piece;
    written += piece.length;
  }
}

/** The draft of a folder, whose faults are those of the file that it is made of. */
function inPlaceOf(file: string, folder: Folder): Folder {
  return {
    name: file,
    async open(fileName) {
      const source = await folder.open(fileName);
      return source && { ...source, name: file };
    },
  };
}

function remarks(file: string, { head, leftOut }: Conversion): string[] {
  const shown = leftOut.slice(0, 5).map(shortened).join(', ') + (leftOut.length > 5 ? ', …' : '');
  return [
    ...(head.activation === null
      ? []
      : [
          `${file}: the classifier is called ${head.module}, as in ${head.of}: the logits are taken after its ${head.activation} ("classifier_activation" in config.json)`,
        ]),
    ...(leftOut.length === 0
      ? []
      : [`${file}: left out what the model has no place for: ${shown} (${leftOut.length} in all)`]),
  ];
}

/** A file can call a tensor what it likes. */
function shortened(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

function isPublished(name: string): name is PublishedConfig {
  return Object.hasOwn(publishedConfigs, name);
}

/** Undefined if there is no such file. */
function textOf(path: string): Promise<string | undefined> {
  return readText(directory(dirname(path)), basename(path));
}
