import { Interruption } from './errors.ts';
import { run } from './run.ts';

// A write that fails rejects where it is awaited; without a listener it would end the process as well.
process.stdout.on('error', () => {});

/** Milliseconds for an interrupted command to stop by itself: a step of the computation can be long. */
const patience = 500;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    const reason = new Interruption(signal);
    interruption.abort(reason);
    setTimeout(() => process.exit(reason.status), patience).unref();
  });
}

process.exitCode = await run(process.argv.slice(2), interruption.signal);
// Nobody reads it any more, and while it is open it would keep the process.
process.stdin.destroy();
