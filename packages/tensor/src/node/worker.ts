import { Worker } from 'node:worker_threads';
import type { Reply } from '../backends/cpu/crew/member.ts';
import type { StartWorker } from '../backends/cpu/crew/workers.ts';

/** Starts a worker thread of Node. */
export const startNodeWorker: StartWorker = (script, listener) => {
  const source = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (${script})((reply) => parentPort.postMessage(reply)));`;
  const worker = new Worker(source, { eval: true, execArgv: [], name: 'gradlens cpu' });
  let ended = false;
  worker.on('message', (reply: Reply) => listener.message(reply));
  worker.on('error', (error: Error) => listener.failed(error));
  worker.on('exit', () => {
    if (!ended) listener.failed(new Error('cpu: a worker thread has ended'));
  });
  return {
    post: (message) => worker.postMessage(message),
    hold: (alive) => (alive ? worker.ref() : worker.unref()),
    async terminate() {
      ended = true;
      await worker.terminate();
    },
  };
};
