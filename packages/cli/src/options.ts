import { oneOf, OptionError } from '@gradlens/ig';
import { deviceChoices, type DeviceChoice } from '@gradlens/tensor/node';
import { Option } from 'commander';
import { formats, type Format } from './records.ts';

/** What `explain` and `predict` both take. */
export interface TextCommandOptions {
  readonly model?: string;
  readonly pair?: string;
  readonly device: DeviceChoice;
  readonly format: Format;
  readonly json?: true;
  readonly output?: string;
  readonly quiet?: true;
}

export const textCommandOptions = [
  new Option('--model <dir>', 'the folder of a BERT classifier (default: the bundled model)'),
  new Option('--pair <text>', 'the second text, for models of pairs'),
  choice('--device <name>', 'where to compute', deviceChoices, 'auto'),
  choice('--format <name>', 'what to print', formats, 'text'),
  new Option('--json', 'the same as --format json').conflicts('format'),
  new Option('-o, --output <file>', 'write there instead of to stdout'),
  new Option('--quiet', 'no notices on stderr'),
];

/** An option that takes one of several words. */
export function choice<Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
  preset: Choice,
): Option {
  const option = new Option(flags, `${description}: ${choices.join(', ')}`).default(preset);
  return option.argParser((value) => oneOf(option.name(), value, choices));
}

/** An option that takes a whole number of at least 1. */
export function count(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.argParser((value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && Number.isSafeInteger(number)) return number;
    throw new OptionError(
      option.attributeName(),
      `${option.name()} must be a whole number of at least 1, not "${value}"`,
    );
  });
}
