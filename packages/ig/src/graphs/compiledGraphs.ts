import { compile, type Compiled, type Computation } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';

export type GraphKind = 'forward' | 'scores' | 'resumed' | 'gradients';

interface Entry {
  readonly key: string;
  readonly compiled: Promise<Compiled<string, string>>;
  users: number;
}

/** The last graph of each kind that was compiled for a model: a text of the same length as the one before finds it ready. */
const latest = new WeakMap<DifferentiableClassifier, Map<GraphKind, Entry>>();

/**
 * Lends the compiled form of a graph to `use`. Graphs of one kind with one key are the same graph; the last one is kept, and freed when another
 * takes its place and nobody uses it any more.
 */
export async function withCompiled<I extends string, O extends string, Result>(
  model: DifferentiableClassifier,
  kind: GraphKind,
  key: readonly (string | number)[],
  build: () => Computation<I, O>,
  use: (compiled: Compiled<I, O>) => Promise<Result>,
): Promise<Result> {
  const entries = latest.get(model) ?? new Map<GraphKind, Entry>();
  latest.set(model, entries);
  const name = key.join(' ');
  const previous = entries.get(kind);
  const entry =
    previous?.key === name ? previous : { key: name, compiled: compile(build(), model.backend), users: 0 };
  entries.set(kind, entry);
  // Counted before anything is awaited, so that nobody else frees it meanwhile.
  entry.users++;
  try {
    if (previous && previous !== entry) await freeUnused(previous, entries, kind);
    return await use(await entry.compiled);
  } finally {
    entry.users--;
    await freeUnused(entry, entries, kind);
  }
}

/** Frees the graphs that are kept for a model which will not be used again. */
export async function releaseGraphs(model: DifferentiableClassifier): Promise<void> {
  const entries = latest.get(model);
  if (!entries) return;
  latest.delete(model);
  for (const { compiled } of entries.values()) {
    await compiled.then(
      (ready) => ready.dispose(),
      () => undefined,
    );
  }
}

async function freeUnused(entry: Entry, entries: Map<GraphKind, Entry>, kind: GraphKind): Promise<void> {
  const failed = await entry.compiled.then(
    () => false,
    () => true,
  );
  if (failed && entries.get(kind) === entry) entries.delete(kind);
  if (!failed && entry.users === 0 && entries.get(kind) !== entry) (await entry.compiled).dispose();
}
