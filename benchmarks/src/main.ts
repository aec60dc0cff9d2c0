// usage: npm run bench -- [SUITE] [--quick]
// Measures a suite, or all one after the other, prints Markdown section by section and, unless quick, publishes it in results/. Ends with
// status 1 when a result is wrong.
import { NoAdapterError } from '@gradlens/tensor/node';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { hasFailure, header, sectionText } from './report.ts';
import { onSoftwareAdapter, rerun, rerunOnSoftwareAdapter } from './rerun.ts';
import { save } from './results.ts';
import type { Section, Suite, Thoroughness } from './suite.ts';
import { convergence } from './suites/convergence.ts';
import { cpu } from './suites/cpu.ts';
import { growth } from './suites/growth.ts';
import { integratedGradients } from './suites/integratedGradients.ts';
import { kernels } from './suites/kernels.ts';
import { shortcut } from './suites/shortcut.ts';

const suites: readonly Suite[] = [kernels, cpu, integratedGradients, growth, convergence, shortcut];

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const machine = describeMachine();
const [wanted] = positionals;
const known = suites.find(({ name }) => name === wanted);
if (wanted === undefined) {
  process.exitCode = runEach();
} else if (known) {
  process.exitCode = await run(known, values.quick ? 'quick' : 'full');
} else {
  const names = suites.map(({ name }) => name).join(', ');
  process.stderr.write(`unknown suite "${wanted}": expected one of ${names}\n`);
  process.exitCode = 2;
}

/** Each suite in a process of its own: they would share TensorFlow.js' one current backend, and all memory. */
function runEach(): number {
  const options = values.quick ? ['--quick'] : [];
  return Math.max(...suites.map(({ name }) => rerun([name, ...options], machine.load)));
}

async function run(suite: Suite, thoroughness: Thoroughness): Promise<number> {
  try {
    const { sections: measured, ...on } = await suite.open(thoroughness);
    const about = { suite: suite.name, title: suite.title, machine, thoroughness, ...on };
    // A run that is interrupted has not measured in vain.
    process.stdout.write(`${header(about)}\n`);
    const sections: Section[] = [];
    for await (const section of measured) {
      process.stdout.write(`\n${sectionText(section)}\n`);
      sections.push(section);
    }
    const report = { ...about, sections };
    // What was published is not to give way to a run that lacked something.
    const whole = sections.every(({ table }) => table !== null);
    if (thoroughness === 'full' && whole) save(report);
    return hasFailure(report) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof NoAdapterError) || onSoftwareAdapter) throw error;
    process.stderr.write('no system adapter: running on SwiftShader\n');
    return rerunOnSoftwareAdapter(machine.load);
  }
}
