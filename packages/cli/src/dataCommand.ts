import type { BertClassifier } from '@gradlens/bert';
import {
  NothingToExplainError,
  OptionError,
  together,
  type AnyPrediction,
  type TextOptions,
} from '@gradlens/ig';
import type { Failure, Recorded } from '@gradlens/ig/formats';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import { openDataSet } from './data/open.ts';
import { refuseFilled, refuseOwnInput } from './data/outputFile.ts';
import { dataProgress } from './data/progress.ts';
import { beginning, checkSame, resumable, resumePoint } from './data/resume.ts';
import { Tally } from './data/tally.ts';
import { withFlags } from './flags.ts';
import type { Formats } from './formats.ts';
import { withClassifier } from './model.ts';
import { notices } from './notices.ts';
import type { TextCommandOptions } from './options.ts';
import { growingOutput } from './output.ts';
import { writeRecords } from './records.ts';

/** What a command makes of each text of a data set. */
export interface DataCommand<Result> {
  /** Throws an OptionError where the options could not be taken for any text. */
  readonly check: (classifier: BertClassifier) => void;
  readonly recordsOf: (
    classifier: BertClassifier,
    text: string,
    options: TextOptions,
  ) => Promise<readonly Result[]>;
  readonly formats: (classifier: BertClassifier) => Formats<Result>;
}

/**
 * Runs a command over a data set and writes the records of each line, in the order of the lines, as they come. A line that cannot be explained has a record
 * that says why; a DataError is thrown for them in the end.
 */
export async function runDataCommand<
  Result extends Pick<AnyPrediction, 'version' | 'text' | 'model' | 'prediction' | 'notices'>,
>(
  { check, recordsOf, formats }: DataCommand<Result>,
  input: string,
  { window, format, json, o: path, resume, quiet, ...modelRequest }: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const shown = json ? 'json' : format;
  // What an interruption leaves of it can be gone on with.
  const growing = shown === 'jsonl' ? path : undefined;
  if (resume && growing === undefined) {
    throw new OptionError('resume', 'resume: goes on with the file of -o in --format jsonl; name both');
  }
  const name = input === '-' ? 'stdin' : input;
  await refuseOwnInput(input, path);
  if (growing !== undefined && !resume) await refuseFilled(growing);
  const told = notices(quiet ?? false);
  const tally = new Tally();
  const from = resume ? await resumePoint(path!, tally) : beginning;
  const data = await openDataSet(input, from.line);

  await withClassifier(modelRequest, told, signal, async (classifier) => {
    check(classifier);
    const output = growing === undefined ? undefined : await growingOutput(growing, from.size);
    const progress = dataProgress(told, data.share);
    const results = together(
      resumable(data.items, from, name, path),
      (item) => ('error' in item ? 0 : classifier.encode(item.text, item.pair).tokens.length),
      async (item, pool): Promise<(Recorded<Result> | Failure)[]> => {
        if ('error' in item) return [failureOf(item)];
        const { text, pair, ...rest } = item;
        const options = { signal, pool, ...(window && { window }), ...(pair !== undefined && { pair }) };
        try {
          const records = await recordsOf(classifier, text, options);
          return records.map((record) => withSource(record, rest));
        } catch (error) {
          if (error instanceof NothingToExplainError)
            return [{ ...failureOf({ ...rest, error: error.message }), skipped: true }];
          if (!(error instanceof OptionError)) throw error;
          return [failureOf({ ...rest, error: withFlags(error.message, ['pair']) })];
        }
      },
    );
    async function* records(): AsyncGenerator<Recorded<Result> | Failure> {
      let [texts, written] = [0, 0];
      for await (const group of results) {
        if (texts === 0) checkSame(group, from, path);
        tally.add(group);
        // It stands where they would be shown.
        if (path === undefined && process.stdout.isTTY) told.clear();
        yield* group;
        written += group.length;
        progress(++texts);
      }
      if (texts === 0) throw new Error(`${name}: there is no text in it`);
      told.clear();
      if (texts === 1 && written === from.records.length)
        told.say(`${path}: it was complete; nothing was left to do`);
    }
    await writeRecords(records(), {
      formats: formats(classifier),
      format: shown,
      path,
      output,
      several: true,
    });
  });
  for (const sentence of tally.sentences()) told.say(sentence);
  tally.check();
}

function failureOf({ line, id, error }: BadLine): Failure {
  return { version: 1, line, ...(id !== undefined && { id }), error };
}

/** A record that tells where its text comes from. */
function withSource<Result extends Pick<AnyPrediction, 'version' | 'prediction'>>(
  { version, ...record }: Result,
  source: Omit<DataItem, 'text' | 'pair'>,
): Recorded<Result> {
  return { version, ...source, ...record } as unknown as Recorded<Result>;
}
