import { execFile, type ExecFileException } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { disagreement, tolerance } from '../agreement.ts';
import { root } from '../machine.ts';
import { summarize, timeInterleaved, type Effort, type Timing } from '../measure.ts';

/** `gradlens explain` with the bundled model. */
export interface Command {
  /** For people. */
  readonly name: string;
  readonly texts: readonly string[];
  readonly device: 'auto' | 'webgpu' | 'cpu' | 'reference';
}

export interface CommandResult {
  readonly command: Command;
  readonly adapter: string;
  readonly steps: number;
  /** How far its attributions are from the reference's, as a part of the largest. */
  readonly disagreement: number;
  /** Milliseconds of the whole process, and within it of loading the model and of all explanations. */
  readonly process: Timing;
  readonly load: Timing;
  readonly explain: Timing;
}

export interface CommandResults {
  readonly results: readonly CommandResult[];
  /** Of commands that were wrong, and not timed. */
  readonly failures: readonly string[];
}

/** The fields of the CLI's JSON that this benchmark reads. */
interface Explanation {
  readonly device: { readonly adapter: string };
  readonly method: { readonly steps: number };
  readonly tokens: readonly { readonly attribution: number }[];
  readonly milliseconds: { readonly load: number; readonly explain: number };
}

const main = fileURLToPath(new URL('packages/cli/dist/main.js', root));

/** Times commands as a user starts them, in turns, those that agree with the reference. */
export async function measureCommands(commands: readonly Command[], effort: Effort): Promise<CommandResults> {
  const right: { command: Command; first: Explanation[]; disagreement: number }[] = [];
  const failures: string[] = [];
  for (const command of commands) {
    try {
      right.push({ command, ...(await check(command)) });
    } catch (error) {
      failures.push(`${command.name}: ${(error as Error).message}`);
    }
  }
  const explanations = right.map((): Explanation[][] => []);
  const samples = await timeInterleaved(
    right.map(
      ({ command }, i) =>
        async () =>
          explanations[i]!.push(await run(command)),
    ),
    effort,
  );
  return {
    results: right.map(({ command, first, disagreement: apart }, i) => ({
      command,
      adapter: first[0]!.device.adapter,
      steps: first[0]!.method.steps,
      disagreement: apart,
      process: summarize(samples[i]!),
      load: summarize(explanations[i]!.map(([explanation]) => explanation!.milliseconds.load)),
      explain: summarize(
        explanations[i]!.map((all) => all.reduce((sum, { milliseconds }) => sum + milliseconds.explain, 0)),
      ),
    })),
    failures,
  };
}

/** Runs a command once, and beside the reference. Rejects where they do not agree, or the command fails. */
async function check(command: Command): Promise<{ first: Explanation[]; disagreement: number }> {
  const expected = await run({ ...command, device: 'reference' });
  // Also the first read of the files from the disk.
  const first = await run(command);
  const apart = Math.max(
    ...first.map((explanation, i) => disagreement(attributions(explanation), attributions(expected[i]!))),
  );
  if (apart <= tolerance) return { first, disagreement: apart };
  throw new Error(
    `attributions differ from the reference's by ${apart} of the largest, allowed is ${tolerance}`,
  );
}

async function run({ texts, device }: Command): Promise<Explanation[]> {
  const args = [main, 'explain', ...texts, '--device', device, '--format', 'jsonl'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    ({ code, stderr }: ExecFileException) => {
      throw new Error(`it ended with status ${code}: ${stderr?.trimEnd().split('\n').at(-1)}`);
    },
  );
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): Explanation => JSON.parse(line));
}

function attributions({ tokens }: Explanation): number[] {
  return tokens.map(({ attribution }) => attribution);
}
