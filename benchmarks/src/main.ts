// usage: npm run bench -- [--quick]
// Measures, prints Markdown, and writes it with the samples as JSON into results/. Ends with status 1 when a result is wrong.
import { referenceBackend } from '@gradlens/tensor';
import { NoAdapterError, openBackend } from '@gradlens/tensor/node';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureExplain } from './explain.ts';
import { describeMachine, versionOf } from './machine.ts';
import { measureProduct, type ProductResult } from './matmul.ts';
import type { Effort } from './measure.ts';
import { ours } from './peers/ours.ts';
import { openTfjs } from './peers/tfjs.ts';
import { hasFailure, markdown, type Report } from './report.ts';
import { allProducts, describeProduct, quickProducts } from './shapes.ts';
import { onSoftwareAdapter, rerunOnSoftwareAdapter } from './software.ts';

const fullEffort: Effort = { budget: 15_000, rounds: { least: 7, most: 25 } };
const quickEffort: Effort = { budget: 3_000, rounds: { least: 5, most: 15 } };

async function bench(quick: boolean): Promise<Report> {
  const machine = describeMachine();
  const effort = quick ? quickEffort : fullEffort;
  const version = versionOf('packages/tensor');
  const oracle = ours(referenceBackend(), version);
  const peers = [ours(await openBackend('webgpu'), version), await openTfjs()];
  const [adapter, other] = peers.map((peer) => peer.adapter);
  if (adapter !== other) throw new Error(`the peers are on different adapters: ${adapter} and ${other}`);

  const products = quick ? quickProducts : allProducts;
  const matmul: ProductResult[] = [];
  for (const product of products) {
    process.stderr.write(`${matmul.length + 1}/${products.length} ${describeProduct(product)}\n`);
    matmul.push(await measureProduct(product, peers, oracle, effort));
  }
  for (const peer of peers) await peer.dispose();
  process.stderr.write('explain\n');
  const explain = await measureExplain(effort);
  return { machine, adapter: adapter!, peers: peers.map(({ name }) => name), quick, matmul, explain };
}

function save(report: Report): void {
  const folder = new URL('../results/', import.meta.url);
  const slug = report.adapter.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const name = report.quick ? `${slug}-quick` : slug;
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.md`, folder), markdown(report));
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(report, null, 1)}\n`);
}

try {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const report = await bench(values.quick);
  process.stdout.write(markdown(report));
  save(report);
  process.exitCode = hasFailure(report) ? 1 : 0;
} catch (error) {
  if (!(error instanceof NoAdapterError) || onSoftwareAdapter) throw error;
  process.stderr.write('no system adapter: running on SwiftShader\n');
  process.exitCode = rerunOnSoftwareAdapter();
}
