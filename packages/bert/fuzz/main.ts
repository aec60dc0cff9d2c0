import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inputOf, type Ending } from './attempt.ts';
import type { FromWorker } from './protocol.ts';
import { targets } from './targets/index.ts';
import type { Target } from './targets/target.ts';

const batch = 1000;
/** Milliseconds that one input may take, on a machine that does other things too, and takes less than one. */
const patience = 60_000;
/** Bytes by which a process may grow over a batch; an input alone may not need more than that. */
const allowance = 64 * 2 ** 20;
/** Faults of a target that are printed; all are written to files. */
const mostShown = 10;
/** The heap is kept small, so that what was freed is not counted as needed. */
const execArgv = ['--max-old-space-size=96', '--max-semi-space-size=2'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
  },
});
const [count, seed] = [values.count, values.seed].map(Number) as [number, number];
const chosen = targets.filter(({ name }) => values.target === undefined || values.target === name);
if (!(count > 0) || !Number.isInteger(seed) || chosen.length === 0) {
  const names = targets.map(({ name }) => name).join(', ');
  throw new Error(`expected numbers for --count and --seed, and one of ${names} for --target`);
}

let faults = 0;
for (const target of chosen) faults += await run(target);
process.exitCode = faults > 0 ? 1 : 0;

async function run(target: Target): Promise<number> {
  const endings = { accepted: 0, refused: 0, fault: 0 };
  const note = (index: number, ending: Ending) => {
    endings[ending.kind]++;
    if (ending.kind !== 'fault') return;
    const folder = fileURLToPath(new URL('../../../reports/fuzz/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    const path = `${folder}${target.name}-${seed}-${index}`;
    writeFileSync(path, inputOf(target, seed, index));
    if (endings.fault <= mostShown) console.log(`${target.name} ${index}: ${ending.what}\n  input: ${path}`);
  };
  let most = 0;
  for (let first = 0; first < count; first += batch) {
    const end = Math.min(first + batch, count);
    const grown = await runBatch(target, first, end, note);
    most = Math.max(most, grown);
    // Which of them it was is seen when each has a process of its own.
    for (let index = first; grown > allowance && index < end; index++) {
      const alone = await runBatch(target, index, index + 1, () => {});
      if (alone > allowance) note(index, { kind: 'fault', what: `needs ${mib(alone)} MiB` });
    }
  }
  console.log(
    `${target.name}: ${endings.accepted} accepted, ${endings.refused} refused, ${endings.fault} faults; a process of ${batch} grows by ${mib(most)} MiB at most`,
  );
  return endings.fault;
}

/** Tries inputs up to `end`, going on after one that ends the process; gives by how many bytes the process grew. */
async function runBatch(
  target: Target,
  first: number,
  end: number,
  note: (index: number, ending: Ending) => void,
  suspect?: number,
): Promise<number> {
  let next = first;
  let grown: number | undefined;
  let hangs = false;
  const script = fileURLToPath(new URL('worker.js', import.meta.url));
  const worker = fork(script, [target.name, `${seed}`, `${first}`, `${end - first}`], { execArgv });
  const stop = () => {
    hangs = true;
    worker.kill('SIGKILL');
  };
  let timer = setTimeout(stop, patience);
  worker.on('message', (message: FromWorker) => {
    clearTimeout(timer);
    timer = setTimeout(stop, patience);
    if ('grown' in message) grown = message.grown;
    else {
      next = message.index + 1;
      note(message.index, message.ending);
    }
  });
  // The last messages may come after the process has ended.
  const [[code, signal]] = await Promise.all([once(worker, 'exit'), once(worker, 'disconnect')]);
  clearTimeout(timer);
  if (grown !== undefined) return grown;
  // It may be the machine that stood still: an input hangs if it does so twice.
  if (hangs && next !== suspect) return runBatch(target, next, end, note, next);
  note(next, {
    kind: 'fault',
    what: hangs ? `takes more than ${patience} ms` : `ends the process with ${code ?? signal}`,
  });
  return next + 1 < end ? runBatch(target, next + 1, end, note) : 0;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
