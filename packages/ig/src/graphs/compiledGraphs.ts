import { compile, type Compiled, type Computation } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';

interface Entry {
  readonly compiled: Promise<Compiled<string, string>>;
  users: number;
}

/** The graphs that were compiled for a model by their names, the last used one last. */
const kept = new WeakMap<DifferentiableClassifier, Map<string, Entry>>();

/**
 * Lends the compiled form of a graph to `use`. Graphs with one name are the same graph. Those that were used last are kept, as many as take a
 * part of the backend's working memory, so that a text of the same length finds them ready.
 */
export async function withCompiled<I extends string, O extends string, Result>(
  model: DifferentiableClassifier,
  name: string,
  build: () => Computation<I, O>,
  use: (compiled: Compiled<I, O>) => Promise<Result>,
): Promise<Result> {
  const entries = kept.get(model) ?? new Map<string, Entry>();
  kept.set(model, entries);
  const entry: Entry = entries.get(name) ?? { compiled: compile(build(), model.backend), users: 0 };
  entries.delete(name);
  entries.set(name, entry);
  // Counted before anything is awaited, so that nobody else frees it meanwhile.
  entry.users++;
  try {
    const compiled = await entry.compiled.catch((error: unknown) => {
      if (entries.get(name) === entry) entries.delete(name);
      throw error;
    });
    await freeLeastUsed(model, entries);
    return await use(compiled);
  } finally {
    entry.users--;
  }
}

/** Frees the graphs that are kept for a model which will not be used again. */
export async function releaseGraphs(model: DifferentiableClassifier): Promise<void> {
  const entries = kept.get(model);
  if (!entries) return;
  kept.delete(model);
  for (const { compiled } of entries.values()) {
    await compiled.then(
      (ready) => ready.dispose(),
      () => undefined,
    );
  }
}

/** Of the memory that a batch may take: more would be held for texts that may not come. */
const keptShare = 0.25;

/** Frees those that were used longest ago, until the rest fits the memory; one that is in use stays. */
async function freeLeastUsed(model: DifferentiableClassifier, entries: Map<string, Entry>): Promise<void> {
  const newestFirst = [...entries].reverse();
  let bytes = 0;
  for (const [name, entry] of newestFirst) {
    const compiled = await entry.compiled.catch(() => undefined);
    bytes += compiled?.cost.workingBytes ?? 0;
    if (bytes <= keptShare * model.backend.workingBytes || entry.users > 0 || entries.get(name) !== entry)
      continue;
    entries.delete(name);
    compiled?.dispose();
  }
}
