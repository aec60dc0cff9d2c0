import { oneOf } from '@gradlens/ig';
import type { Command } from 'commander';
import { completionScript, shells } from '../completion.ts';
import { examples } from '../examples.ts';
import { stdout } from '../output.ts';

export function addCompletion(gradlens: Command): void {
  gradlens
    .command('completion')
    .description('a script that completes commands and flags in your shell')
    .argument('<shell>', shells.join(', '))
    .addHelpText('after', examples.completion)
    .action((shell: string) => stdout.write(completionScript(gradlens, oneOf('shell', shell, shells))));
}
