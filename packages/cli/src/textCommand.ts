import type { BertClassifier } from '@gradlens/bert';
import type { TextOptions } from '@gradlens/ig';
import type { TerminalOptions } from '@gradlens/ig/terminal';
import { withClassifier } from './model.ts';
import { notices } from './notices.ts';
import type { TextCommandOptions } from './options.ts';
import { writeRecords } from './records.ts';
import { readTexts } from './texts.ts';

/** What a command makes of a text, and how a terminal shows it. */
export interface TextCommand<Result> {
  /** `progress` tells how far the text is. */
  readonly recordOf: (
    classifier: BertClassifier,
    text: string,
    options: TextOptions,
    progress: (state: string) => void,
  ) => Promise<Result>;
  readonly render: (record: Result, options: TerminalOptions) => string;
}

/** Runs a command over the texts that its arguments name, and writes a record for each. */
export async function runTextCommand<Result>(
  { recordOf, render }: TextCommand<Result>,
  args: readonly string[],
  { pair, format, json, output, quiet, ...modelRequest }: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const texts = await readTexts(args, signal);
  const told = notices(quiet ?? false);
  const onTruncated = ({ kept, dropped }: { kept: number; dropped: number }) =>
    told.say(`the model reads ${kept} tokens, so the last ${dropped} of the text were dropped`);

  await withClassifier(modelRequest, told, signal, async (classifier) => {
    async function* records() {
      for (const [i, text] of texts.entries()) {
        const place = texts.length > 1 ? `text ${i + 1} of ${texts.length}: ` : '';
        const options: TextOptions = { signal, onTruncated, ...(pair !== undefined && { pair }) };
        const record = await recordOf(classifier, text, options, (state) => told.progress(place + state));
        told.clear();
        yield record;
      }
    }
    await writeRecords(records(), {
      format: json ? 'json' : format,
      path: output,
      several: texts.length > 1,
      render,
    });
  });
}
