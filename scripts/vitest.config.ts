import { defineConfig } from 'vitest/config';
import { nodeTests, reporters } from './vitest.base.ts';

export default defineConfig({ test: { ...nodeTests, reporters } });
