#!/usr/bin/env node
import { run } from './run.ts';

// A write that fails rejects where it is awaited; without a listener it would end the process as well.
process.stdout.on('error', () => {});

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

process.exitCode = await run(process.argv.slice(2), interruption.signal);
