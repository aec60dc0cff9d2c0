import { bundledModel } from '@gradlens/model';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from './machine.ts';
import { summarize, timeInterleaved, type Effort, type Timing } from './measure.ts';

const text = 'A noisy, hideous, and viciously cumbersome movie';
/** The last is the one that the others are held against. */
const devices = ['webgpu', 'cpu', 'reference'] as const;

/** Attributions agree with the reference's to this part of the largest: what the fixtures of Captum are held to. */
const tolerance = 1e-4;

export interface ExplainResult {
  readonly device: (typeof devices)[number];
  readonly adapter: string;
  readonly steps: number;
  /** Milliseconds of the whole process, and within it of loading the model and of the explanation. */
  readonly process: Timing;
  readonly load: Timing;
  readonly explain: Timing;
}

export type ExplainReport =
  /** Why there are no figures; `wrong` when that is a failure. */
  | { readonly kind: 'skipped'; readonly why: string; readonly wrong: boolean }
  | { readonly kind: 'measured'; readonly text: string; readonly rows: readonly ExplainResult[] };

/** The fields of the CLI's JSON that this benchmark reads. */
interface Explanation {
  readonly device: { readonly adapter: string };
  readonly method: { readonly steps: number };
  readonly tokens: readonly { readonly attribution: number }[];
  readonly milliseconds: { readonly load: number; readonly explain: number };
}

const main = fileURLToPath(new URL('packages/cli/dist/main.js', root));
const weights = fileURLToPath(new URL('model.safetensors', bundledModel));

/** Times `gradlens explain` with the bundled model, as a user starts it, on every device in turns. */
export async function measureExplain(effort: Effort): Promise<ExplainReport> {
  const missing = [main, weights].find((path) => !existsSync(path));
  if (missing !== undefined) {
    return {
      kind: 'skipped',
      why: `${missing.slice(fileURLToPath(root).length)} does not exist yet`,
      wrong: false,
    };
  }
  const explanations = devices.map((): Explanation[] => []);
  const tasks = devices.map((device, i) => async () => {
    explanations[i]!.push(await explain(device));
  });
  try {
    // Also the first read of the files from the disk.
    for (const task of tasks) await task();
  } catch (error) {
    return { kind: 'skipped', why: `it failed: ${(error as Error).message}`, wrong: true };
  }
  const first = explanations.map(([explanation]) => explanation!);
  for (const [i, device] of devices.entries()) {
    const disagreement = disagreementOf(first[i]!, first.at(-1)!);
    if (disagreement <= tolerance) continue;
    const why = `the attributions on ${device} differ from the reference's by ${disagreement} of the largest, allowed is ${tolerance}`;
    return { kind: 'skipped', why, wrong: true };
  }
  const samples = await timeInterleaved(tasks, effort);
  const rows = devices.map((device, i): ExplainResult => {
    const [warm, ...timed] = explanations[i]!;
    return {
      device,
      adapter: warm!.device.adapter,
      steps: warm!.method.steps,
      process: summarize(samples[i]!),
      load: summarize(timed.map((explanation) => explanation.milliseconds.load)),
      explain: summarize(timed.map((explanation) => explanation.milliseconds.explain)),
    };
  });
  return { kind: 'measured', text, rows };
}

async function explain(device: string): Promise<Explanation> {
  const args = [main, 'explain', text, '--device', device, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

/** The largest difference of two attributions as a part of the largest attribution. */
function disagreementOf(a: Explanation, b: Explanation): number {
  if (a.tokens.length !== b.tokens.length) return Infinity;
  const differences = a.tokens.map(({ attribution }, i) => Math.abs(attribution - b.tokens[i]!.attribution));
  return Math.max(...differences) / Math.max(...b.tokens.map(({ attribution }) => Math.abs(attribution)));
}
