import { defineConfig } from 'vitest/config';
import { browserTests, nodeTests, reported } from '../../scripts/vitest.base.ts';

const provide = { requireWebgpu: process.env.GRADLENS_REQUIRE_WEBGPU === '1' };
const inBrowser = await browserTests();

export default defineConfig({
  test: {
    ...reported,
    projects: [
      { test: { name: 'node', provide, ...nodeTests } },
      { ...inBrowser, test: { ...inBrowser.test, provide } },
    ],
  },
});
