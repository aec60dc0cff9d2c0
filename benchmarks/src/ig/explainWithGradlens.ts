// usage: node dist/ig/explainWithGradlens.js FOLDER THREADS DEVICE
// An explainer (explainer.ts): this project's library on the CPU or on WebGPU.
import { directory, loadClassifier } from '@gradlens/bert/node';
import { explain } from '@gradlens/ig';
import { createInterface } from 'node:readline';
import { openBackend } from '@gradlens/tensor/node';
import { versionOf } from '../machine.ts';
import type { Answer, Greeting, Request } from './explainer.ts';

const [folder, threads, device] = process.argv.slice(2);
const backend = await openBackend(device as 'cpu' | 'webgpu', { threads: Number(threads) });
const model = await loadClassifier(directory(folder!), backend);
say({
  software: `@gradlens/ig ${versionOf('packages/ig')} (${backend.adapter})`,
  loadMilliseconds: model.loadMilliseconds,
  peakBytes: peakBytes(),
});
for await (const line of createInterface({ input: process.stdin })) {
  const { text, steps, batchSize }: Request = JSON.parse(line);
  const { tokens } = await explain(model, text, {
    steps,
    target: '0',
    ...(batchSize !== null && { batchSize }),
  });
  say({ attributions: tokens.map(({ attribution }) => attribution), peakBytes: peakBytes() });
}
await backend.dispose();

function say(message: Greeting | Answer): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
