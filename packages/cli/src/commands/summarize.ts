import { createReadStream } from 'node:fs';
import { Summarizer, type Summarized, type Summary } from '@gradlens/ig';
import { isFailure } from '@gradlens/ig/formats';
import { renderTerminalSummary } from '@gradlens/ig/terminal';
import type { Command } from 'commander';
import { linesOf } from '@gradlens/ig/data';
import { examples } from '../examples.ts';
import { count } from '../options.ts';
import { stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

export function addSummarize(gradlens: Command): void {
  gradlens
    .command('summarize')
    .description('the words that move predictions most, over a data set that was explained')
    .argument('<file>', 'records that explain wrote with --format jsonl; - is stdin')
    .addHelpText('after', examples.summarize)
    .addOption(count('--words <n>', 'words in each direction').default(15))
    .option('--json', 'print JSON')
    .action(async (path: string, { words, json }: { words: number; json?: true }) => {
      const summary = await summarize(path, words);
      await stdout.write(
        json
          ? `${JSON.stringify(summary, null, 2)}\n`
          : renderTerminalSummary(summary, terminalOptions(process.stdout)),
      );
    });
}

async function summarize(path: string, words: number): Promise<Summary> {
  const name = path === '-' ? 'stdin' : path;
  const summarizer = new Summarizer();
  const chunks = path === '-' ? process.stdin : createReadStream(path);
  try {
    for await (const { number, text } of linesOf(chunks as AsyncIterable<Uint8Array>, name)) {
      if (text.trim() === '') continue;
      const record = recordOf(text, `${name}, line ${number}`);
      if (isFailure(record)) summarizer.addFailure();
      else summarizer.add(record);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`${path}: no such file`, { cause: error });
    }
    throw error;
  }
  return summarizer.summary(words);
}

function recordOf(json: string, place: string): Summarized {
  try {
    const record = JSON.parse(json) as Partial<Summarized> & { error?: unknown };
    if (record.error !== undefined || (record.words && record.target && record.prediction)) {
      return record as Summarized;
    }
  } catch {
    // Told below.
  }
  throw new Error(`${place}: not a record of gradlens explain: expected its output with --format jsonl`);
}
