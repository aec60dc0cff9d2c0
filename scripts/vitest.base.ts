import type { ViteUserConfig } from 'vitest/config';
import { softwareGpuEnvironment } from './software-gpu.mjs';

// Test files run in forks of this process, which inherit the variables.
Object.assign(process.env, await softwareGpuEnvironment());

/** What every package's vitest has in common; `.ci/run` sums the reports. */
export const reporters: NonNullable<ViteUserConfig['test']>['reporters'] = [
  ['default', { summary: false }],
  ['json', { outputFile: 'reports/vitest.json' }],
];

export const nodeTests = {
  include: ['test/**/*.test.ts'],
  exclude: ['test/**/*.browser.test.ts'],
  pool: 'forks',
} as const;
