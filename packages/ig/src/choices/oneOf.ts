import { OptionError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** `value` as one of an option's choices. Throws an OptionError that lists them, and what else can be written. */
export function oneOf<Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
  others: readonly string[] = [],
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new OptionError(
    option,
    `unknown ${option} "${value}"${nearest(value, choices)}: expected ${[...choices, ...others].join(', ')}`,
  );
}
