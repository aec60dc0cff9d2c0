import { compile, type Compiled, type Computation } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';

interface Entry {
  readonly compiled: Promise<Compiled<string, string>>;
  users: number;
}

/** The graphs that were compiled for a model by their names, the last used one last. */
const kept = new WeakMap<DifferentiableClassifier, Map<string, Entry>>();

/**
 * Lends the compiled form of a graph to `use`. Graphs with one name are the same graph. Those that were used last are kept, so that a text
 * of the same length finds them ready.
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
    freeLeastUsed(entries);
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

/** A few for each length that texts have, up to some hundred tokens; what they compute with is common to all, so that each costs its code alone. */
const keptGraphs = 64;

/** Frees those that were used longest ago; one that is in use stays. */
function freeLeastUsed(entries: Map<string, Entry>): void {
  const idle = [...entries].filter(([, { users }]) => users === 0);
  for (const [name, entry] of idle.slice(0, Math.max(0, entries.size - keptGraphs))) {
    entries.delete(name);
    void entry.compiled.then((compiled) => compiled.dispose());
  }
}
