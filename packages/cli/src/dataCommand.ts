import type { BertClassifier } from '@gradlens/bert';
import { Accuracy, OptionError, together, type Prediction, type TextOptions } from '@gradlens/ig';
import { accuracyOf, isFailure, type Failure, type Recorded } from '@gradlens/ig/formats';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import { openDataSet } from './data/open.ts';
import { dataProgress } from './data/progress.ts';
import { beginning, resumePoint, type ResumePoint } from './data/resume.ts';
import { DataError } from './errors.ts';
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
  readonly formats: Formats<Result>;
}

/**
 * Runs a command over a data set and writes the records of each line, in the order of the lines, as they come. A line that cannot be explained has a record
 * that says why; a DataError is thrown for them in the end.
 */
export async function runDataCommand<Result extends Pick<Prediction, 'version' | 'prediction'>>(
  { check, recordsOf, formats }: DataCommand<Result>,
  input: string,
  { window, format, json, o: path, resume, quiet, ...modelRequest }: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const shown = json ? 'json' : format;
  if (resume && (path === undefined || shown !== 'jsonl')) {
    throw new OptionError('resume', 'resume: goes on with the file of -o in --format jsonl; name both');
  }
  const data = await openDataSet(input);
  const from = resume ? await resumePoint(path!) : beginning;
  const told = notices(quiet ?? false);
  const accuracy = new Accuracy();
  let [texts, errors] = [0, 0];

  await withClassifier(modelRequest, told, signal, async (classifier) => {
    check(classifier);
    const progress = dataProgress(told, data.share);
    const results = together(
      itemsFrom(data.items, from, input, path),
      (item) => ('error' in item ? 0 : classifier.encode(item.text, item.pair).tokens.length),
      async (item, pool): Promise<(Recorded<Result> | Failure)[]> => {
        if ('error' in item) return [failureOf(item)];
        const { text, pair, ...rest } = item;
        const options = { signal, pool, ...(window && { window }), ...(pair !== undefined && { pair }) };
        try {
          const records = await recordsOf(classifier, text, options);
          return records.map((record) => withSource(record, rest));
        } catch (error) {
          if (!(error instanceof OptionError)) throw error;
          return [failureOf({ ...rest, error: error.message })];
        }
      },
    );
    async function* records(): AsyncGenerator<Recorded<Result> | Failure> {
      for await (const group of results) {
        const [first] = group as [Recorded<Result> | Failure];
        if (isFailure(first)) errors++;
        else accuracy.add(first.prediction, first.label);
        progress(++texts);
        yield* group;
      }
      told.clear();
    }
    await writeRecords(records(), {
      formats,
      format: shown,
      path,
      // What an interruption leaves can be gone on with.
      output: shown === 'jsonl' && path !== undefined ? growingOutput(path, from.size) : undefined,
      several: true,
    });
  });
  const { count } = accuracy;
  if (count) told.say(`${from.line > 1 ? `from line ${from.line} on: ` : ''}${accuracyOf(count)}`);
  if (errors > 0) throw new DataError(errors, texts);
}

/** The items from where a run goes on. Throws an Error where the output is of another data set. */
async function* itemsFrom(
  items: AsyncIterable<DataItem | BadLine>,
  from: ResumePoint,
  input: string,
  path: string | undefined,
): AsyncGenerator<DataItem | BadLine> {
  for await (const item of items) {
    if (item.line < from.line) continue;
    if (item.line === from.line && from.text !== null && 'text' in item && item.text !== from.text) {
      throw new Error(
        `${path}: its last record is of another text than line ${item.line} of ${input}: resume with the same input`,
      );
    }
    yield item;
  }
}

function failureOf({ line, id, error }: BadLine): Failure {
  return { version: 1, line, ...(id !== undefined && { id }), error };
}

/** A record that tells where its text comes from. */
function withSource<Result extends Pick<Prediction, 'version' | 'prediction'>>(
  { version, ...record }: Result,
  source: Omit<DataItem, 'text' | 'pair'>,
): Recorded<Result> {
  return { version, ...source, ...record } as unknown as Recorded<Result>;
}
