import { fetchTokenizerReaders, loadClassifier, type BertClassifier } from '@gradlens/bert';
import { explain, explainerNames, listPlaces, NothingToExplainError, traitsOf } from '@gradlens/ig';
import { DeviceLostError } from '@gradlens/tensor';
import type { Told } from '../models/fetched.ts';
import { folderOf, loadKept, type ModelSource } from '../models/source.ts';
import { fetchBackends, openDevice } from './device.ts';
import { neutralTokens } from './neutralTokens.ts';
import type { DeviceChoice } from './deviceChoices.ts';
import type { ArgsOf, OpenedModel, OperationName, ProgressOf, ResultOf } from './protocol.ts';

/** What the first explanation does without: it comes when it is wanted, or before, while there is a network. */
const loadMany = () => import('./many.ts');
const loadCloser = () => import('./closer.ts');

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

/** A model with what it runs on. */
interface Loaded {
  readonly model: BertClassifier;
  readonly opened: OpenedModel;
  readonly source: ModelSource;
  /** Works that go on with it. */
  users: number;
  /** Another has taken its place: it goes with its last user. */
  replaced: boolean;
}

/** What the worker can be asked, and the model that it holds; `reopened` is called when a lost GPU made it load the model anew. */
export function operations(reopened: (model: OpenedModel, device: DeviceChoice) => void): Implementations {
  let loaded: Loaded | undefined;
  /** A model that is loaded anew in the place of one whose GPU was lost. */
  let recovery: { readonly of: Loaded; readonly next: Promise<Loaded> } | undefined;

  const replaceBy = (next: Loaded): void => {
    if (loaded) {
      loaded.replaced = true;
      disposeIdle(loaded);
    }
    loaded = next;
  };

  const recovered = (lost: Loaded): Promise<Loaded> => {
    if (loaded && loaded !== lost) return Promise.resolve(loaded);
    if (recovery?.of === lost) return recovery.next;
    const next = load(lost.source, 'auto', 'the GPU was lost, and the model opened anew').then((anew) => {
      replaceBy(anew);
      reopened(anew.opened, 'auto');
      return anew;
    });
    recovery = { of: lost, next };
    // One that failed is tried again by the next who needs it.
    next.catch(() => (recovery = undefined));
    return next;
  };

  /** Works with the model; once more with a fresh one where the GPU was lost meanwhile. */
  const withModel = async <Result>(work: (model: BertClassifier) => Promise<Result>): Promise<Result> => {
    if (!loaded) throw new Error('no model is open');
    const first = loaded;
    try {
      return await using(first, work);
    } catch (error) {
      if (!(error instanceof DeviceLostError)) throw error;
      return using(await recovered(first), work);
    }
  };

  return {
    async open({ source, device }, { progress, signal }) {
      const next = await load(source, device, null, signal, (doneBytes, totalBytes) =>
        progress({ doneBytes, totalBytes }),
      );
      // Whoever has asked for another meanwhile does not want this one any more.
      if (signal.aborted) {
        await next.model.backend.dispose();
        signal.throwIfAborted();
      }
      replaceBy(next);
      void loadMany()
        .then(({ loadCsv }) => loadCsv())
        .catch(() => undefined);
      void loadCloser().catch(() => undefined);
      void loadKept().catch(() => undefined);
      void fetchBackends().catch(() => undefined);
      void fetchTokenizerReaders().catch(() => undefined);
      return next.opened;
    },
    explain: ({ text, options, which }, { signal }) =>
      withModel(async (model) => {
        const own = { ...options, signal };
        if (model.task === 'text-classification') {
          return { places: [], which: 0, explanation: await explain(model, text, own) };
        }
        try {
          const places = await listPlaces(model, text, own);
          const only = Math.min(which, places.length - 1);
          return { places, which: only, explanation: await explain(model, text, { ...own, only }) };
        } catch (error) {
          if (error instanceof NothingToExplainError) return { nothing: error.message };
          throw error;
        }
      }),
    trace: ({ text, options }, { signal }) =>
      withModel(async (model) => (await loadCloser()).tracePath(model, text, { ...options, signal })),
    layers: ({ text, options }, { signal }) =>
      withModel(async (model) => {
        const { explainLayers } = await loadCloser();
        const [explanation] = await explainLayers(model, text, { ...options, signal, layers: 'all' });
        return explanation!;
      }),
    without: ({ text, words, options }, { signal }) =>
      withModel(async (model) =>
        (await loadCloser()).withoutWords(model, text, words, { ...options, signal }),
      ),
    async many({ content, fileName, options }, { signal, progress }) {
      const { readDataSet, explainItems } = await loadMany();
      const items = [...(await readDataSet(content, fileName)).entries()];
      progress({ kind: 'read', texts: items.length });
      const done = new Set<number>();
      await withModel((model) =>
        explainItems(
          model,
          // Where a lost GPU made it begin anew, what is there is not computed again.
          items.filter(([place]) => !done.has(place)),
          { ...options, signal },
          (place, records) => {
            done.add(place);
            progress({ kind: 'records', place, records });
          },
        ),
      );
    },
  };
}

async function using<Result>(
  loaded: Loaded,
  work: (model: BertClassifier) => Promise<Result>,
): Promise<Result> {
  loaded.users++;
  try {
    return await work(loaded.model);
  } finally {
    loaded.users--;
    disposeIdle(loaded);
  }
}

function disposeIdle({ users, replaced, model }: Loaded): void {
  if (replaced && users === 0) void model.backend.dispose();
}

async function load(
  source: ModelSource,
  choice: DeviceChoice,
  reason: string | null,
  signal?: AbortSignal,
  told: Told = () => undefined,
): Promise<Loaded> {
  const folder = await folderOf(source, told, signal);
  const { backend, note } = await openDevice(choice);
  try {
    const model = await loadClassifier(folder, backend, {
      signal,
      onProgress: ({ loadedBytes, totalBytes }) => told(loadedBytes, totalBytes),
    });
    const deviceNote = [reason, note].filter((part) => part !== null).join('; ') || null;
    return { model, opened: describe(model, deviceNote), source, users: 0, replaced: false };
  } catch (error) {
    await backend.dispose();
    throw error;
  }
}

function describe(model: BertClassifier, deviceNote: string | null): OpenedModel {
  const { name, architecture, task, labels, layers, maxTokens, backend } = model;
  return {
    name,
    architecture,
    labels,
    regression: model.problemType === 'regression',
    task,
    layers,
    maxTokens,
    explainers: Object.fromEntries(
      explainerNames
        .map((explainer) => [explainer, traitsOf(explainer)] as const)
        .filter(([, { deletes }]) => task === 'text-classification' || !deletes),
    ),
    neutral: neutralTokens.filter((token) => model.neutralTokenIds[token] !== null),
    device: { backend: backend.name, adapter: backend.adapter },
    deviceNote,
  };
}
