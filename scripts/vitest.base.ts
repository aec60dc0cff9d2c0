import type { InlineConfig } from 'vitest/node';
import { softwareGpuEnvironment } from './software-gpu.mjs';

// Test files run in forks of this process, which inherit the variables.
Object.assign(process.env, await softwareGpuEnvironment());

export const nodeTests = {
  include: ['test/**/*.test.ts'],
  exclude: ['test/**/*.browser.test.ts'],
  pool: 'forks',
  // Generous: a software GPU compiles a kernel in tenths of a second, on cores that other tests use too.
  testTimeout: 180_000,
} satisfies InlineConfig;

/** `.ci/run` sums the reports of all packages. */
export const reported = {
  reporters: [
    ['default', { summary: false }],
    ['json', { outputFile: 'reports/vitest.json' }],
  ],
} satisfies InlineConfig;
