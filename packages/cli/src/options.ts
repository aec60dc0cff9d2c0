import { oneOf, OptionError } from '@gradlens/ig';
import { deviceChoices, type DeviceChoice } from '@gradlens/tensor/node';
import { Option } from 'commander';
import { WordOption } from './wordOption.ts';
import type { FormatName } from './formats.ts';

/** What `explain` and `predict` both take. */
export interface TextCommandOptions {
  readonly model?: string;
  readonly offline?: true;
  readonly pair?: string;
  readonly window?: true;
  readonly input?: string;
  readonly resume?: true;
  readonly device: DeviceChoice;
  readonly format: FormatName;
  readonly json?: true;
  readonly o?: string;
  readonly quiet?: true;
}

/** What a model can be named by, for help texts. */
export const modelTitle = 'the folder of a BERT model, or its id on the Hugging Face hub';

export const offlineOption = (): Option =>
  new Option('--offline', 'do not ask the hub: take the model from a folder or the cache');

/** Which model, of those that a command can take. */
export const modelOptions = (): Option[] => [
  new Option('--model <model>', `${modelTitle} (default: the bundled model)`),
  offlineOption(),
];

/** `formats` are the command's. */
export const textCommandOptions = (formats: readonly FormatName[]): Option[] => [
  ...modelOptions(),
  new Option('--pair <text>', 'the second text, for models of pairs; the one that answers a question'),
  new Option(
    '--input <file>',
    'texts of a .txt, .jsonl or .csv file; - is stdin: JSON lines, or one text per line',
  ).conflicts('pair'),
  new Option('--resume', 'go on with an interrupted run: the file of -o in --format jsonl'),
  new Option('--window', 'read a text that is too long for the model in overlapping windows'),
  choice('--device <name>', 'where to compute', deviceChoices, 'auto'),
  choice('--format <name>', 'what to print', formats, 'text'),
  new Option('--json', 'the same as --format json').conflicts('format'),
  new Option('-o <file>', 'write there instead of to stdout'),
  new Option('--quiet', 'no notices on stderr'),
];

/** An option that takes one of several words. */
export function choice<Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
  preset?: Choice,
): Option {
  const option = new WordOption(flags, `${description}: ${choices.join(', ')}`, choices);
  if (preset !== undefined) option.default(preset);
  return option.argParser((value) => oneOf(option.name(), value, choices));
}

/** An option that takes a whole number of at least `least`. */
export function count(flags: string, description: string, least: 0 | 1 = 1): Option {
  return numeric(
    flags,
    description,
    `a whole number of at least ${least}`,
    (number, written) => /^\d+$/.test(written) && number >= least && Number.isSafeInteger(number),
  );
}

/** An option that takes a number above 0. */
export function positive(flags: string, description: string): Option {
  return numeric(flags, description, 'a number above 0', (number) => number > 0 && number < Infinity);
}

function numeric(
  flags: string,
  description: string,
  expected: string,
  accepts: (number: number, written: string) => boolean,
): Option {
  const option = new Option(flags, description);
  return option.argParser((written) => {
    const number = Number(written);
    if (written.trim() !== '' && accepts(number, written)) return number;
    throw new OptionError(option.attributeName(), `${option.name()} must be ${expected}, not "${written}"`);
  });
}

/** An option that can be given several times, to be collected; `check` throws for what it does not take. */
export function several(
  flags: string,
  description: string,
  words: readonly string[],
  check: (value: string) => unknown,
): Option {
  return new WordOption(flags, description, words).argParser(
    (value: string, before: string[] | undefined) => {
      check(value);
      return [...(before ?? []), value];
    },
  );
}
