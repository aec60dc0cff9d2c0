import type { BertClassifier } from '@gradlens/bert';
import { OptionError, type AnyPrediction, type Explanation } from '@gradlens/ig';
import {
  explanationCsv,
  explanationPage,
  explanationPicture,
  explanationsPage,
  json,
  jsonArray,
  jsonLines,
  predictionCsv,
  type Failure,
  type Format,
  type Recorded,
} from '@gradlens/ig/formats';
import {
  renderTerminal,
  renderTerminalPrediction,
  terminalFormat,
  type TerminalOptions,
} from '@gradlens/ig/terminal';

export interface Circumstances {
  /** Whether there may be more than one record. */
  readonly several: boolean;
  readonly terminal: TerminalOptions;
}

type FormatOf<Result> = (circumstances: Circumstances) => Format<Recorded<Result> | Failure>;

const machineReadable = {
  json: ({ several }: Circumstances) => (several ? jsonArray : json),
  jsonl: () => jsonLines,
};

/** What `predict` prints of a model for that task, by the names that --format takes. */
export const predictionFormats = (task: BertClassifier['task']) =>
  ({
    text: ({ terminal }) => terminalFormat(renderTerminalPrediction, terminal),
    ...machineReadable,
    csv: () => predictionCsv(task),
  }) satisfies Record<string, FormatOf<AnyPrediction>>;

/** What `explain` prints. */
export const explanationFormats = {
  text: ({ terminal }) => terminalFormat(renderTerminal, terminal),
  ...machineReadable,
  html: ({ several }) => (several ? explanationsPage : explanationPage),
  svg({ several }) {
    if (!several) return explanationPicture;
    throw severalPictures();
  },
  csv: () => explanationCsv,
} satisfies Record<string, FormatOf<Explanation>>;

export function severalPictures(): OptionError {
  return new OptionError(
    'format',
    'format svg: a picture is of one explanation; explain one text and one target, or take --format html',
  );
}

export type FormatName = keyof typeof explanationFormats;

/** The formats of a command. */
export type Formats<Result> = Readonly<Partial<Record<FormatName, FormatOf<Result>>>>;

export function formatNames<Result>(formats: Formats<Result>): FormatName[] {
  return Object.keys(formats) as FormatName[];
}
