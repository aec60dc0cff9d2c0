import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Request {
  readonly text: string;
  readonly steps: number;
  /** Points on the path that are evaluated at once; null leaves it to the explainer. */
  readonly batchSize: number | null;
}

/** What an explainer says first, once it has loaded its model. */
export interface Greeting {
  /** Packages with their versions. */
  readonly software: string;
  readonly loadMilliseconds: number;
  /** The most memory that the process has held so far. */
  readonly peakBytes: number;
}

export interface Answer {
  /** Of each token, [CLS] and [SEP] included. */
  readonly attributions: readonly number[];
  readonly peakBytes: number;
}

/** A process that explains texts with a model that it has loaded, one after the other. */
export interface Explainer {
  readonly greeting: Greeting;
  explain(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a program that writes a greeting, then an answer to each request that it reads: JSON, a line each. */
export async function openExplainer(command: string, args: readonly string[]): Promise<Explainer> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[command, ...args].join(' ')}: ended without an answer; it says why above`);
    return JSON.parse(value);
  };
  return {
    greeting: (await read()) as Greeting,
    async explain(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return (await read()) as Answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
