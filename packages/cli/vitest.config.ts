import { defineConfig } from 'vitest/config';
import { nodeTests, reporters } from '../../scripts/vitest.base.ts';

export default defineConfig({ test: { ...nodeTests, reporters } });
