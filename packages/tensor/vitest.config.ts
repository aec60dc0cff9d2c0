import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunchOptions } from '../../scripts/software-gpu.mjs';
import { nodeTests, reported } from '../../scripts/vitest.base.ts';

const provide = { requireWebgpu: process.env.GRADLENS_REQUIRE_WEBGPU === '1' };

export default defineConfig({
  test: {
    ...reported,
    projects: [
      { test: { name: 'node', provide, ...nodeTests } },
      {
        // Threads share memory only in a page that is isolated from others.
        server: {
          headers: {
            'Cross-Origin-Opener-Policy': 'same-origin',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          },
        },
        // Dawn's addon is imported by test/support/adapter.ts in Node alone.
        optimizeDeps: { exclude: ['webgpu'] },
        test: {
          name: 'browser',
          provide,
          include: ['test/**/*.{browser,both}.test.ts'],
          testTimeout: nodeTests.testTimeout,
          hookTimeout: nodeTests.testTimeout,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: await chromiumLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
