import { oneOf } from '@gradlens/ig';
import { Argument, type Command } from 'commander';
import { completionScript, shells, type Shell } from '../completion.ts';
import { examples } from '../examples.ts';
import { stdout } from '../output.ts';

export function addCompletion(gradlens: Command): void {
  const shell = new Argument('<shell>', 'the shell').choices(shells);
  gradlens
    .command('completion')
    .description('a script that completes commands and flags in your shell')
    .addArgument(shell.argParser((value) => oneOf('shell', value, shells)))
    .addHelpText('after', examples.completion)
    .action((chosen: Shell) => stdout.write(completionScript(gradlens, chosen)));
}
