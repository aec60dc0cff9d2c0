import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readDataSet, type Example } from './data.ts';
import { Random } from '@gradlens/tensor';

const usage = `usage: node packages/model/dist/train/split.js --data FOLDER --out FOLDER

SST-2 cuts its sentences into phrases and deals these out at random: most sentences of dev.tsv have phrases in train.tsv, so that accuracy there
flatters. This writes sst2/train.tsv and sst2/dev.tsv anew: 870 whole sentences of the old dev.tsv to be measured on, and all else but their phrases
to train on. Beside them imdb becomes a link to the folder in the data.`;

const SENTENCES = 870;
/** Words from which on a phrase that ends in a full stop counts as a whole sentence. */
const SHORTEST = 8;

const { values: options } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } });
if (options.data === undefined || options.out === undefined) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  await split(options.data, options.out);
}

async function split(data: string, out: string): Promise<void> {
  const { examples: trainSet } = await readDataSet(join(data, 'sst2/train.tsv'));
  const { examples: devSet } = await readDataSet(join(data, 'sst2/dev.tsv'));
  const whole = devSet.filter(({ text }) => text.endsWith(' .') && text.split(' ').length >= SHORTEST);
  const heldOut = new Random(1).shuffled(whole).slice(0, SENTENCES);
  const sentences = heldOut.map(({ text }) => ` ${text} `).join('\n');
  const rest = [...trainSet, ...devSet].filter(({ text }) => !sentences.includes(` ${text} `));
  await mkdir(join(out, 'sst2'), { recursive: true });
  await writeExamples(join(out, 'sst2/train.tsv'), rest);
  await writeExamples(join(out, 'sst2/dev.tsv'), heldOut);
  await rm(join(out, 'imdb'), { force: true });
  await symlink(resolve(data, 'imdb'), join(out, 'imdb'), 'junction');
  process.stderr.write(
    `${rest.length} examples to train on, ${heldOut.length} sentences to measure on, in ${out}\n`,
  );
}

async function writeExamples(path: string, examples: readonly Example[]): Promise<void> {
  await writeFile(
    path,
    `sentence\tlabel\n${examples.map(({ text, label }) => `${text}\t${label}\n`).join('')}`,
  );
}
