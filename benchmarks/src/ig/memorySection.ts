import type { Section } from '../suite.ts';
import { textOf } from './checkpoint.ts';
import type { Explainer } from './explainer.ts';

/** One explanation in a fresh process. */
export interface MemoryCase {
  readonly name: string;
  readonly open: () => Promise<Explainer>;
  readonly tokens: number;
  readonly steps: number;
  /** Captum's internal_batch_size. */
  readonly batchSize: number | null;
  /** What the peak is wanted to be, if anything. */
  readonly goal: string;
}

/** The most memory that a process which explains one text ever holds. */
export async function measureMemory(cases: readonly MemoryCase[]): Promise<Section> {
  const results: (Omit<MemoryCase, 'open'> & { loadedBytes: number; peakBytes: number })[] = [];
  for (const { open, ...request } of cases) {
    const explainer = await open();
    const { peakBytes } = await explainer.explain({ ...request, text: textOf(request.tokens) });
    await explainer.close();
    results.push({ ...request, loadedBytes: explainer.greeting.peakBytes, peakBytes });
  }
  return {
    title: 'Peak memory of Integrated Gradients',
    introduction: 'The same model, one text, one process each.',
    table: {
      head: ['tokens', 'steps', '', 'after loading', 'peak'],
      rows: results.map(({ tokens, steps, name, loadedBytes, peakBytes }) => [
        tokens,
        steps,
        name,
        gigabytes(loadedBytes),
        gigabytes(peakBytes),
      ]),
    },
    notes: [
      `Maximum resident set of the whole process in GB (10⁹ bytes), of which the weights are 0.44. Points on the path are evaluated in
chunks, so that more steps take longer and no more memory: at 512 tokens there are fewer.`,
    ],
    failures: [],
    figures: results.map(({ name, tokens, peakBytes, goal }) => ({
      name: `${name}, peak memory at ${tokens} tokens`,
      value: `${gigabytes(peakBytes)} GB`,
      goal,
    })),
    data: results,
  };
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}
