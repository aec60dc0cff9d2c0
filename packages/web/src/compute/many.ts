import type { BertClassifier } from '@gradlens/bert';
import {
  checkOptions,
  explainTargets,
  NothingToExplainError,
  OptionError,
  together,
  type ExplainOptions,
} from '@gradlens/ig';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import type { ManyRecord } from './protocol.ts';
import { withPair } from './withPair.ts';

export { loadCsv, readDataSet } from '../data/read.ts';

/** An item with its place in the data set. */
export type PlacedItem = readonly [place: number, item: DataItem | BadLine];

/** Explains items side by side, and tells the records of each as it is finished. */
export async function explainItems(
  model: BertClassifier,
  items: readonly PlacedItem[],
  options: ExplainOptions & { readonly signal: AbortSignal },
  told: (place: number, records: readonly ManyRecord[]) => void,
): Promise<void> {
  checkOptions(model, options);
  const finished = together(
    items,
    ([, item]) => ('error' in item ? 0 : model.encode(item.text, item.pair).tokens.length),
    async ([place, item], pool) => told(place, await recordsOf(model, item, { ...options, pool })),
  );
  for await (const _ of finished) options.signal.throwIfAborted();
}

/** The records of an item, with what the data set says of it; or why there is none. */
async function recordsOf(
  model: BertClassifier,
  item: DataItem | BadLine,
  options: ExplainOptions,
): Promise<ManyRecord[]> {
  if ('error' in item) return [{ version: 1, ...item }];
  const { text, pair, ...source } = item;
  try {
    const explanations = await explainTargets(model, text, withPair(options, pair));
    return explanations.map((explanation) => ({ ...source, ...explanation }));
  } catch (error) {
    const nothing = error instanceof NothingToExplainError;
    if (!nothing && !(error instanceof OptionError)) throw error;
    const { label: _, ...named } = source;
    return [{ version: 1, ...named, error: error.message, ...(nothing && { skipped: true }) }];
  }
}
