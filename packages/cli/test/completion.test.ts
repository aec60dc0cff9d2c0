import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { gradlens } from './support/gradlens.ts';

/** What bash offers at the end of a line. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await gradlens(['completion', 'bash']);
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `${stdout}\nCOMP_WORDS=(${line})\nCOMP_CWORD=${words.length - 1}\n_gradlens\necho "\${COMPREPLY[*]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
}

test('bash completes commands, flags and their words', async () => {
  expect(await offered('gradlens', 'ex')).toEqual(['explain']);
  expect(await offered('gradlens', 'explain', '--smooth')).toEqual(['--smooth-samples', '--smooth-stdev']);
  expect(await offered('gradlens', 'explain', '--device', '')).toEqual([
    'auto',
    'webgpu',
    'cpu',
    'reference',
  ]);
  expect(await offered('gradlens', 'predict', '--steps')).toEqual(['']);
  expect(await offered('gradlens', '--')).toEqual(['--version', '--help']);
  expect(await offered('gradlens', 'explain', '--he')).toEqual(['--help']);
  expect(await offered('gradlens', 'he')).toEqual(['help']);
  expect(await offered('gradlens', 'help', 'ex')).toEqual(['explain']);
  expect(await offered('gradlens', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(await offered('gradlens', 'explain', '')).toEqual(['']);
});

test.each(['bash', 'zsh', 'fish'])('%s has every command', async (shell) => {
  const { status, stdout, stderr } = await gradlens(['completion', shell]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const command of [
    'explain',
    'predict',
    'evaluate',
    'summarize',
    'inspect',
    'convert',
    'devices',
    'completion',
  ]) {
    expect(stdout).toContain(command);
    expect((await gradlens([command, '--help'])).stdout).toMatch(/\nExamples:\n {2}\S/);
  }
});

test('a shell that is not known is told which are', async () => {
  expect(await gradlens(['completion', 'bsh'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'gradlens: unknown shell "bsh" (did you mean bash?): expected bash, zsh, fish\n',
  });
});
