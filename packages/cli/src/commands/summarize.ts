import { Summarizer, type Summarized, type Summary } from '@gradlens/ig';
import { byteLinesOf } from '@gradlens/ig/data';
import { isFailure, type Failure } from '@gradlens/ig/formats';
import { renderTerminalSummary } from '@gradlens/ig/terminal';
import type { Command } from 'commander';
import { isTorn } from '../data/torn.ts';
import { examples } from '../examples.ts';
import { notices } from '../notices.ts';
import { count } from '../options.ts';
import { stdout } from '../output.ts';
import { bytesOf } from '../readFile.ts';
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
  const [name, chunks] =
    path === '-' ? ['stdin', process.stdin as AsyncIterable<Uint8Array>] : [path, bytesOf(path)];
  const summarizer = new Summarizer();
  const decoder = new TextDecoder();
  let number = 0;
  for await (const bytes of byteLinesOf(chunks)) {
    number++;
    const text = decoder.decode(bytes);
    if (text.trim() === '') continue;
    const record = recordOf(text);
    if (record) {
      if (isFailure(record)) summarizer.addFailure();
      else summarizer.add(record);
    } else if (isTorn(text)) {
      notices(false).say(`${name}, line ${number}: the record is torn, and left out`);
    } else {
      throw new Error(
        `${name}, line ${number}: not a record of gradlens explain: expected its output with --format jsonl`,
      );
    }
  }
  return summarizer.summary(words);
}

/** Undefined for what is no record. */
function recordOf(json: string): Summarized | Failure | undefined {
  try {
    const record: unknown = JSON.parse(json);
    return isObject(record) && (isFailure(record) || isSummarized(record)) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isSummarized(record: Partial<Record<keyof Summarized, unknown>>): record is Summarized {
  const { model, prediction, target, method, words } = record;
  return (
    isObject(model) &&
    Array.isArray(model.labels) &&
    isObject(prediction) &&
    isObject(target) &&
    isObject(method) &&
    Array.isArray(words) &&
    words.every(
      (word) => isObject(word) && typeof word.text === 'string' && typeof word.attribution === 'number',
    )
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
