import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inputOf } from './attempt.ts';
import type { FromWorker } from './protocol.ts';
import { targets } from './targets/index.ts';
import type { Target } from './targets/target.ts';

const batch = 1000;
/** Milliseconds that one input may take, on a machine that does other things too. */
const patience = 20_000;
/** Bytes by which a process may grow over a batch; an input alone may not need more than that. */
const allowance = 64 * 2 ** 20;
/** The heap is kept small, so that what was freed is not counted as needed. */
const execArgv = ['--max-old-space-size=96', '--max-semi-space-size=2'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const chosen = targets.filter(({ name }) => values.target === undefined || values.target === name);

let faults = 0;
for (const target of chosen) faults += await run(target);
process.exitCode = faults > 0 ? 1 : 0;

async function run(target: Target): Promise<number> {
  const total = { accepted: 0, refused: 0, faults: 0, grown: 0 };
  const report = (index: number, what: string) => {
    total.faults++;
    const folder = fileURLToPath(new URL('../../../reports/fuzz/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    const path = `${folder}${target.name}-${seed}-${index}`;
    writeFileSync(path, inputOf(target, seed, index));
    console.log(`${target.name} ${index}: ${what}\n  input: ${path}`);
  };
  for (let first = 0; first < count; first += batch) {
    const size = Math.min(batch, count - first);
    const ended = await runBatch(target, first, size, report);
    total.accepted += ended.accepted;
    total.refused += ended.refused;
    total.grown = Math.max(total.grown, ended.grown);
    // Which of them it was is seen when each has a process of its own.
    if (ended.grown > allowance) {
      for (let index = first; index < first + size; index++) {
        const { grown } = await runBatch(target, index, 1, () => {});
        if (grown > allowance) report(index, `needs ${mib(grown)} MiB`);
      }
    }
  }
  const { accepted, refused, grown } = total;
  console.log(
    `${target.name}: ${accepted} accepted, ${refused} refused, ${total.faults} faults; a process of ${batch} grows by ${mib(grown)} MiB at most`,
  );
  return total.faults;
}

/** Goes on after an input that ends the process. */
async function runBatch(
  target: Target,
  first: number,
  size: number,
  report: (index: number, what: string) => void,
): Promise<{ accepted: number; refused: number; grown: number }> {
  let current = first;
  let ended: Extract<FromWorker, { kind: 'ends' }> | undefined;
  const worker = fork(
    fileURLToPath(new URL('worker.js', import.meta.url)),
    [target.name, `${seed}`, `${first}`, `${size}`],
    { execArgv },
  );
  let timer: NodeJS.Timeout | undefined;
  let hangs = false;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hangs = true;
      worker.kill('SIGKILL');
    }, patience);
  };
  worker.on('message', (message: FromWorker) => {
    wait();
    if (message.kind === 'begins') current = message.index;
    else if (message.kind === 'fault') report(message.index, message.what);
    else ended = message;
  });
  wait();
  // The last messages may come after the process has ended.
  const [[code, signal]] = await Promise.all([once(worker, 'exit'), once(worker, 'disconnect')]);
  clearTimeout(timer);
  if (ended && code === 0) return ended;
  report(current, hangs ? `takes more than ${patience} ms` : `ends the process with ${code ?? signal}`);
  const rest = first + size - (current + 1);
  return rest > 0 ? runBatch(target, current + 1, rest, report) : { accepted: 0, refused: 0, grown: 0 };
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
