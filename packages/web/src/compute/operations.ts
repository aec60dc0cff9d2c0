import { loadClassifier, type BertClassifier } from '@gradlens/bert';
import {
  checkOptions,
  explain,
  explainerNames,
  explainLayers,
  OptionError,
  together,
  tracePath,
  traitsOf,
  withoutWords,
  type Explanation,
  type ExplainOptions,
} from '@gradlens/ig';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import type { Failure, Recorded } from '@gradlens/ig/view';
import { folderOf, type ModelSource } from '../models/source.ts';
import { openDevice } from './device.ts';
import { neutralTokens } from './neutralTokens.ts';
import type { DeviceChoice } from './deviceChoices.ts';
import type { ArgsOf, OpenedModel, OperationName, ProgressOf, ResultOf } from './protocol.ts';

export interface Circumstances<Progress> {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

type Implementations = {
  readonly [Name in OperationName]: (
    args: ArgsOf<Name>,
    circumstances: Circumstances<ProgressOf<Name>>,
  ) => Promise<ResultOf<Name>>;
};

interface Loaded {
  readonly model: BertClassifier;
  readonly opened: OpenedModel;
  readonly source: ModelSource;
}

/** What the worker can be asked, and the model that it holds; `reopened` is called when a lost GPU made it load the model anew. */
export function operations(reopened: (model: OpenedModel) => void): Implementations {
  let loaded: Promise<Loaded> | undefined;

  /** Takes another model in place of the one before, which stays where the other cannot be loaded. */
  const replaceBy = async (next: Promise<Loaded>): Promise<Loaded> => {
    const taken = await next;
    const before = loaded;
    loaded = next;
    await before?.then(({ model }) => model.backend.dispose());
    return taken;
  };

  /** Works with the model; once more with a fresh one where the GPU was lost meanwhile. */
  const withModel = async <Result>(work: (model: BertClassifier) => Promise<Result>): Promise<Result> => {
    if (!loaded) throw new Error('no model is open');
    const { model, source } = await loaded;
    try {
      return await work(model);
    } catch (error) {
      if (!isLoss(error)) throw error;
      // Others may have met the loss, and opened it anew already.
      if ((await loaded).model === model) {
        const next = load(source, 'auto', 'the GPU was lost, and the model opened anew');
        loaded = next;
        next.then(({ opened }) => reopened(opened)).catch(() => undefined);
      }
      return work((await loaded).model);
    }
  };

  return {
    async open({ source, device }, { progress, signal }) {
      const { opened } = await replaceBy(
        load(source, device, null, signal, (doneBytes, totalBytes) => progress({ doneBytes, totalBytes })),
      );
      return opened;
    },
    explain: ({ text, options }, { signal }) =>
      withModel((model) => explain(model, text, { ...options, signal })),
    trace: ({ text, options }, { signal }) =>
      withModel((model) => tracePath(model, text, { ...options, signal })),
    layers: ({ text, options }, { signal }) =>
      withModel(async (model) => {
        const [explanation] = await explainLayers(model, text, { ...options, signal, layers: 'all' });
        return explanation!;
      }),
    without: ({ text, words, options }, { signal }) =>
      withModel((model) => withoutWords(model, text, words, { ...options, signal })),
    many({ items, options }, { signal, progress }) {
      let told = 0;
      return withModel(async (model) => {
        checkOptions(model, options);
        const records = together(
          // Where a lost GPU made it begin anew, not from the first.
          items.slice(told),
          (item) => ('error' in item ? 0 : model.encode(item.text, item.pair).tokens.length),
          (item, pool) => recordOf(model, item, { ...options, pool, signal }),
        );
        for await (const record of records) {
          signal.throwIfAborted();
          told++;
          progress(record);
        }
      });
    },
  };
}

function isLoss(error: unknown): boolean {
  return error instanceof Error && error.message.includes('the GPU device was lost');
}

async function load(
  source: ModelSource,
  choice: DeviceChoice,
  reason: string | null,
  signal?: AbortSignal,
  told: (doneBytes: number, totalBytes: number | undefined) => void = () => undefined,
): Promise<Loaded> {
  const folder = await folderOf(source, told, signal);
  const { backend, note } = await openDevice(choice);
  try {
    const model = await loadClassifier(folder, backend, {
      signal,
      onProgress: ({ loadedBytes, totalBytes }) => told(loadedBytes, totalBytes),
    });
    const deviceNote = [reason, note].filter((part) => part !== null).join('; ') || null;
    return { model, opened: describe(model, deviceNote), source };
  } catch (error) {
    await backend.dispose();
    throw error;
  }
}

function describe(model: BertClassifier, deviceNote: string | null): OpenedModel {
  const { name, architecture, labels, layers, maxTokens, backend, loadMilliseconds } = model;
  return {
    name,
    architecture,
    labels,
    regression: model.problemType === 'regression',
    layers,
    maxTokens,
    explainers: Object.fromEntries(
      explainerNames.map((explainer) => [explainer, traitsOf(explainer)]),
    ) as OpenedModel['explainers'],
    neutral: neutralTokens.filter((token) => model.neutralTokenIds[token] !== null),
    device: { backend: backend.name, adapter: backend.adapter },
    deviceNote,
    loadMilliseconds,
  };
}

/** The record of an item, with what the data set says of it; or why there is none. */
async function recordOf(
  model: BertClassifier,
  item: DataItem | BadLine,
  options: ExplainOptions,
): Promise<Recorded<Explanation> | Failure> {
  if ('error' in item) return { version: 1, ...item };
  const { text, pair, ...source } = item;
  try {
    return {
      ...source,
      ...(await explain(model, text, { ...options, ...(pair !== undefined && { pair }) })),
    };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { label: _, ...named } = source;
    return { version: 1, ...named, error: error.message };
  }
}
