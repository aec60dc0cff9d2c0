// usage: node scripts/turbo.mjs TASK… [OPTION…]
// `turbo run` without its telemetry, which only the environment can turn off, and with WebGPU required of the tests.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const { status } = spawnSync(process.execPath, [turbo, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { GRADLENS_REQUIRE_WEBGPU: '1', ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
process.exitCode = status ?? 1;
