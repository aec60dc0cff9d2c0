import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deviceChoices, openBackend } from '@gradlens/tensor/node';
import { bundledModel } from '../index.ts';
import type { Accuracy } from './accuracy.ts';
import { Progress } from './progress.ts';
import { recipe } from './recipe.ts';
import { trainModel } from './trainModel.ts';

const usage = `usage: npm run train -- --data FOLDER [--work FOLDER] [--out FOLDER] [--device ${deviceChoices.join('|')}]

Trains the bundled model on FOLDER/imdb/labelled.tsv.gz and FOLDER/sst2/train.tsv, in the stages of recipe.ts, measures it on
FOLDER/sst2/dev.tsv and writes it to the out folder (default packages/model/film-reviews). The files have lines of a text, a tab and 0 or 1, below a header line. The work
folder (default .cache/training) keeps the state: a run that was interrupted goes on from there, and one that begins as another did shares
what that has done.`;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

try {
  await main();
} catch (error) {
  say(`train: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      data: { type: 'string' },
      work: { type: 'string', default: '.cache/training' },
      out: { type: 'string', default: fileURLToPath(bundledModel) },
      device: { type: 'string', default: 'auto' },
    },
  });
  const device = deviceChoices.find((choice) => choice === options.device);
  if (options.data === undefined || device === undefined) {
    say(usage);
    process.exitCode = 2;
    return;
  }
  const backend = await openBackend(device);
  say(`training on ${backend.adapter}`);
  try {
    const { data, work, out } = options;
    const progress = new Progress(say);
    const { phrases, sentences } = await trainModel({
      recipe,
      data,
      work,
      saveEvery: 200,
      out,
      backend,
      progress,
    });
    say(
      `held out: ${percent(phrases)} of all phrases, ${percent(sentences)} of whole sentences; written to ${out}`,
    );
  } finally {
    await backend.dispose();
  }
}

function percent({ correct, rows }: Accuracy): string {
  return `${((100 * correct) / rows).toFixed(2)} % (${correct} of ${rows})`;
}
