import { OptionError } from '@gradlens/ig';
import { printable } from '@gradlens/ig/terminal';
import { CommanderError } from 'commander';
import type { Interruption } from './errors.ts';
import { withFlags } from './flags.ts';
import { program } from './program.ts';
import { isBrokenPipe, status, statusOf } from './status.ts';

/** Runs one command line and gives its exit status. What goes wrong is told on stderr, in a sentence. */
export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    await program(signal).parseAsync(args, { from: 'user' });
    return status.done;
  } catch (error) {
    if (signal.aborted) return (signal.reason as Interruption).status;
    const message = messageOf(error);
    if (message) process.stderr.write(`gradlens: ${printable(message)}\n`);
    if (process.env.GRADLENS_DEBUG === '1' && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    return statusOf(error);
  }
}

function messageOf(error: unknown): string | undefined {
  if (isBrokenPipe(error)) return undefined;
  if (error instanceof OptionError) return withFlags(error.message);
  if (!(error instanceof CommanderError)) return error instanceof Error ? error.message : String(error);
  // Help and version have been printed.
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  const [problem, suggestion] = error.message.replace(/^error: /, '').split('\n');
  return `${problem} ${suggestion?.replace('(Did', '(did') ?? '(see gradlens --help)'}`;
}
