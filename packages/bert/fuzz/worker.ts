import { attempt, inputOf } from './attempt.ts';
import { targets } from './targets/index.ts';
import type { FromWorker } from './protocol.ts';

/** Tries the inputs of a batch, `worker.js TARGET SEED FIRST COUNT`, and tells its parent how each ended. */
const [name, ...numbers] = process.argv.slice(2);
const [seed, first, count] = numbers.map(Number) as [number, number, number];
const target = targets.find((each) => each.name === name)!;
const tell = (message: FromWorker, sent?: () => void) => process.send!(message, undefined, undefined, sent);

/** Until here, modules and corpus have been loaded; the highest that the process's memory has been, in bytes. */
await attempt(target, target.corpus[0]!);
const highest = () => process.resourceUsage().maxRSS * 1024;
const before = highest();

for (let index = first; index < first + count; index++) {
  tell({ index, ending: await attempt(target, inputOf(target, seed, index)) });
}
tell({ grown: highest() - before }, () => process.disconnect());
