import { loadClassifier, directory } from '@gradlens/bert/node';
import { explain, together } from '@gradlens/ig';
import { bundledModel } from '@gradlens/model';
import type { Backend } from '@gradlens/tensor';
import { fileURLToPath } from 'node:url';
import { summarize, timeInterleaved, type Effort, type Timing } from '../measure.ts';
import { drawn } from '../tasks/draw.ts';
import { ours } from '../tasks/libraries/ours.ts';
import { encoderTask } from '../tasks/tasks.ts';

/** How time grows along one size, others as they are. */
export interface Growth {
  /** What grows, and what it is measured on. */
  readonly axis: string;
  readonly subject: string;
  readonly points: readonly { readonly size: number; readonly timing: Timing }[];
}

/** Sizes of a full and of a quick run. */
export interface Sizes {
  readonly steps: readonly number[];
  readonly tokens: readonly number[];
  readonly layers: readonly number[];
  readonly texts: readonly number[];
}

/** Times the work of growing sizes on a backend. */
export async function measureGrowth(backend: Backend, sizes: Sizes, effort: Effort): Promise<Growth[]> {
  const model = await loadClassifier(directory(fileURLToPath(bundledModel)), backend);
  const words = ['the', 'film', 'is', 'good', 'and', 'never', 'dull'];
  const text = (n: number): string => Array.from({ length: 14 }, (_, i) => words[(i * n + i) % 7]).join(' ');
  const along = async (
    axis: string,
    subject: string,
    values: readonly number[],
    prepare: (size: number) => Promise<{ run(): Promise<unknown>; dispose?(): void }>,
  ): Promise<Growth> => {
    process.stderr.write(`${backend.name}: ${axis}\n`);
    const prepared = [];
    for (const size of values) prepared.push(await prepare(size));
    for (const { run } of prepared) await run();
    const samples = await timeInterleaved(
      prepared.map(({ run }) => run),
      effort,
    );
    for (const { dispose } of prepared) dispose?.();
    return {
      axis,
      subject,
      points: values.map((size, i) => ({ size, timing: summarize(samples[i]!) })),
    };
  };
  const encoder = (layers: number, rows: number, tokens: number) => {
    const task = encoderTask(layers, rows, tokens);
    return ours(backend, '').prepare(task, drawn(task), 1);
  };
  return [
    await along('steps', 'a block of BERT-base, 16 tokens', sizes.steps, (steps) => encoder(1, steps, 16)),
    await along('tokens', 'a block of BERT-base, one point', sizes.tokens, (tokens) => encoder(1, 1, tokens)),
    await along('layers', 'blocks of BERT-base, 4 points of 16 tokens', sizes.layers, (layers) =>
      encoder(layers, 4, 16),
    ),
    await along('texts', 'explanations by the bundled model, 16 tokens each', sizes.texts, async (texts) => ({
      async run() {
        const given = Array.from({ length: texts }, (_, n) => text(n));
        const explained = together(
          given,
          (each) => each.length,
          (each, pool) => explain(model, each, { steps: 10, pool }),
        );
        for await (const { convergence } of explained) void convergence;
      },
    })),
  ];
}

/** The power of the size with which time grows: the slope of the logarithms by least squares. */
export function exponentOf({ points }: Growth): number {
  const logs = points.map(({ size, timing }) => [Math.log(size), Math.log(timing.median)] as const);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map(([size]) => size)), mean(logs.map(([, time]) => time))];
  const covariance = logs.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return covariance / logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}
