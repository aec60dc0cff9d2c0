import { OptionError, type Notice, type Prediction } from '@gradlens/ig';
import { runDataCommand, type DataCommand } from './dataCommand.ts';
import type { TextCommandOptions } from './options.ts';
import { runTextCommand, type TextCommand } from './textCommand.ts';

/** Runs a command over the texts of its arguments, or over those of `--input`. */
export async function runTexts<
  Result extends Pick<Prediction, 'version' | 'prediction'> & { readonly notices: readonly Notice[] },
>(
  command: TextCommand<Result> & DataCommand<Result>,
  args: readonly string[],
  options: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const { input } = options;
  if (input === undefined) {
    if (options.resume) throw new OptionError('resume', 'resume: there is nothing to resume without --input');
    return runTextCommand(command, args, options, signal);
  }
  if (args.length > 0) {
    throw new OptionError('input', 'input: the texts are those of the file; leave out the arguments');
  }
  return runDataCommand(command, input, options, signal);
}
