import { defineConfig } from 'vitest/config';
import { nodeTests, reported } from './vitest.base.ts';

export default defineConfig({ test: { ...nodeTests, ...reported } });
