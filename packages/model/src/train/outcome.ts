import type { Backend, NumericArray, Variable } from '@gradlens/tensor';

/** Parameters by their names, off the backend. */
export type Outcome = ReadonlyMap<string, NumericArray>;

export async function readOutcome(
  parameters: ReadonlyMap<string, Variable>,
  backend: Backend,
): Promise<Outcome> {
  const outcome = new Map<string, NumericArray>();
  for (const [name, { node }] of parameters) outcome.set(name, await backend.read(node));
  return outcome;
}

export async function writeOutcome(
  outcome: Outcome,
  parameters: ReadonlyMap<string, Variable>,
  backend: Backend,
): Promise<void> {
  for (const [name, { node }] of parameters) await backend.write(node, outcome.get(name)!);
}

/** The mean of each parameter, as float32. */
export function meanOutcome(outcomes: readonly Outcome[]): Outcome {
  const [first] = outcomes as [Outcome];
  const mean = new Map<string, NumericArray>();
  for (const [name, { length }] of first) {
    const columns = outcomes.map((outcome) => outcome.get(name)!);
    mean.set(
      name,
      Float32Array.from(
        { length },
        (_, i) => columns.reduce((sum, column) => sum + column[i]!, 0) / columns.length,
      ),
    );
  }
  return mean;
}
