import { playwright } from '@vitest/browser-playwright';
import type { UserWorkspaceConfig } from 'vitest/config';
import type { BrowserCommand, InlineConfig } from 'vitest/node';
import { chromiumLaunchOptions, softwareGpuEnvironment } from './software-gpu.mjs';

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

/** Tests in Chromium; `commands` are what they can ask of Node. */
export async function browserTests(
  commands: Record<string, BrowserCommand<never[]>> = {},
): Promise<UserWorkspaceConfig> {
  return {
    // Threads share memory only in a page that is isolated from others.
    server: {
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
    // Dawn's addon is imported in Node alone.
    optimizeDeps: { exclude: ['webgpu'] },
    test: {
      name: 'browser',
      include: ['test/**/*.{browser,both}.test.ts'],
      testTimeout: nodeTests.testTimeout,
      hookTimeout: nodeTests.testTimeout,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: await chromiumLaunchOptions() }),
        instances: [{ browser: 'chromium' }],
        commands,
      },
    },
  };
}
