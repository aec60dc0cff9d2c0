// Sums the reports that vitest left in the packages; the last line of `.ci/run`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const workspaces = [
  'scripts',
  'benchmarks',
  ...readdirSync(join(root, 'packages')).map((name) => join('packages', name)),
];

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
/** @param {string} workspace */
const hasTests = (workspace) => {
  const manifest = join(root, workspace, 'package.json');
  return existsSync(manifest) && readJson(manifest).scripts?.test !== undefined;
};

let passed = 0;
let failed = 0;
let skipped = 0;
for (const workspace of workspaces.filter(hasTests)) {
  const path = join(root, workspace, 'reports/vitest.json');
  if (!existsSync(path)) {
    process.stdout.write(`${workspace}: its tests did not run, counted as one failure\n`);
    failed += 1;
    continue;
  }
  /** @type {import('vitest/node').JsonTestResults} */
  const report = readJson(path);
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    if (file.status === 'passed' || file.assertionResults.some(({ status }) => status === 'failed')) continue;
    process.stdout.write(`${file.name}: failed outside of its tests, counted as one failure\n`);
    failed += 1;
  }
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
