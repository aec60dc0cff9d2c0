import { defineConfig } from 'vitest/config';
import { browserTests, nodeTests, reported } from '../../scripts/vitest.base.ts';
import { attributionsInNode } from './test/support/attributionsInNode.ts';

const inBrowser = await browserTests({ attributionsInNode });

export default defineConfig({
  test: { ...reported, projects: [{ test: { name: 'node', ...nodeTests } }, inBrowser] },
});
