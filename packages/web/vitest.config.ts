import { defineConfig } from 'vitest/config';
import { nodeTests, reported } from '../../scripts/vitest.base.ts';

export default defineConfig({
  test: {
    ...nodeTests,
    ...reported,
    hookTimeout: nodeTests.testTimeout,
    expect: { poll: { timeout: nodeTests.testTimeout } },
  },
});
