import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addCompletion } from './commands/completion.ts';
import { addConvert } from './commands/convert.ts';
import { addDevices } from './commands/devices.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExplain } from './commands/explain.ts';
import { addInspect } from './commands/inspect.ts';
import { addPredict } from './commands/predict.ts';
import { addSummarize } from './commands/summarize.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The command line; `signal` interrupts what it runs. Wrong usage is thrown. */
export function program(signal: AbortSignal): Command {
  const gradlens = new Command('gradlens')
    .description('See which words moved a BERT classifier.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  addExplain(gradlens, signal);
  addPredict(gradlens, signal);
  addEvaluate(gradlens, signal);
  addSummarize(gradlens);
  addInspect(gradlens, signal);
  addConvert(gradlens, signal);
  addDevices(gradlens);
  addCompletion(gradlens);
  return gradlens;
}
