import type { BertClassifier } from '@gradlens/bert';
import type { Notice, TextOptions } from '@gradlens/ig';
import type { Formats } from './formats.ts';
import { withClassifier } from './model.ts';
import { notices } from './notices.ts';
import type { TextCommandOptions } from './options.ts';
import { writeRecords } from './records.ts';
import { readTexts } from './texts.ts';

/** What a command makes of a text, and how it is written. */
export interface TextCommand<Result> {
  /** `progress` tells how far the text is. */
  readonly recordsOf: (
    classifier: BertClassifier,
    text: string,
    options: TextOptions,
    progress?: (state: string) => void,
  ) => Promise<readonly Result[]>;
  /** Whether one text may give more than one record. */
  readonly mayBeSeveral: (classifier: BertClassifier) => boolean;
  readonly formats: (classifier: BertClassifier) => Formats<Result>;
}

/** Formats that show notices where they belong. */
const inReports: ReadonlySet<string> = new Set(['text', 'html', 'svg']);

/** Runs a command over the texts that its arguments name, and writes the records of each. */
export async function runTextCommand<Result extends { readonly notices: readonly Notice[] }>(
  { recordsOf, mayBeSeveral, formats }: TextCommand<Result>,
  args: readonly string[],
  { pair, window, format, json, o: path, quiet, ...modelRequest }: TextCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const texts = await readTexts(args, signal);
  const told = notices(quiet ?? false);
  const options: TextOptions = {
    signal,
    ...(pair !== undefined && { pair }),
    ...(window && { window }),
  };
  const shown = json ? 'json' : format;

  await withClassifier(modelRequest, told, signal, async (classifier) => {
    async function* records() {
      for (const [i, text] of texts.entries()) {
        const place = texts.length > 1 ? `text ${i + 1} of ${texts.length}: ` : '';
        const results = await recordsOf(classifier, text, options, (state) => told.progress(place + state));
        told.clear();
        const said = inReports.has(shown) ? [] : results.flatMap((result) => result.notices);
        for (const message of new Set(said.map((notice) => notice.message))) told.say(place + message);
        yield* results;
      }
    }
    await writeRecords(records(), {
      formats: formats(classifier),
      format: shown,
      path,
      several: texts.length > 1 || mayBeSeveral(classifier),
    });
  });
}
