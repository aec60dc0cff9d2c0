import { OptionError, type AnyPrediction } from '@gradlens/ig';
import { noticesWithFlags } from './flags.ts';
import { runDataCommand, type DataCommand } from './dataCommand.ts';
import type { TextCommandOptions } from './options.ts';
import { runTextCommand, type TextCommand } from './textCommand.ts';

/** Runs a command over the texts of its arguments, or over those of `--input`. */
export async function runTexts<
  Result extends Pick<AnyPrediction, 'version' | 'text' | 'model' | 'prediction' | 'notices'>,
>(
  { recordsOf, ...rest }: TextCommand<Result> & DataCommand<Result>,
  args: readonly string[],
  options: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const { input } = options;
  const command = {
    ...rest,
    recordsOf: async (...of: Parameters<typeof recordsOf>) =>
      (await recordsOf(...of)).map((record) => noticesWithFlags(record)),
  };
  if (input === undefined) {
    if (options.resume) throw new OptionError('resume', 'resume: there is nothing to resume without --input');
    return runTextCommand(command, args, options, signal);
  }
  if (args.length > 0) {
    throw new OptionError('input', 'input: the texts are those of the file; leave out the arguments');
  }
  return runDataCommand(command, input, options, signal);
}
