import { run } from './run.ts';
import { status } from './status.ts';

// A write that fails rejects where it is awaited; without a listener it would end the process as well.
process.stdout.on('error', () => {});

/** Milliseconds for an interrupted command to stop by itself: a step of the computation can be long. */
const patience = 500;

const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
  setTimeout(() => process.exit(status.interrupted), patience).unref();
});

process.exitCode = await run(process.argv.slice(2), interruption.signal);
