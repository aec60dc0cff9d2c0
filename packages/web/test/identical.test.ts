import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Explanation } from '@gradlens/ig';
import { afterAll, expect, test } from 'vitest';
import { openBrowser, Person } from './support/person.ts';
import { staticHost } from './support/server.ts';

const cli = createRequire(import.meta.url).resolve('../../cli/dist/main.js');
const browser = await openBrowser();
const folder = await mkdtemp(join(tmpdir(), 'gradlens-'));
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const films = ['film', 'movie', 'story', 'comedy', 'picture'];
const words = ['superb', 'dull', 'heartfelt', 'noisy', 'tedious', 'charming'];
/** Thirty. */
const texts = films.flatMap((film) => words.map((word) => `The ${film} is ${word}.`));
const input = join(folder, 'texts.txt');
await writeFile(input, texts.join('\n'));

/** The numbers of records, without what machines call themselves and how long they took. */
function numbersOf(jsonl: string): unknown[] {
  return jsonl
    .trim()
    .split('\n')
    .map((line) => {
      const { device: _, milliseconds: __, ...record } = JSON.parse(line) as Explanation;
      return record;
    });
}

/** Few points: a software GPU is slow, and computes each of them alike. */
const rule = { method: 'gausslegendre', steps: '3' };

async function inNode(device: string, options: readonly string[] = []): Promise<unknown[]> {
  const args = [
    cli,
    'explain',
    '--input',
    input,
    '--format',
    'jsonl',
    '--device',
    device,
    '--quiet',
    ...options,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
  return numbersOf(stdout);
}

async function inPage(
  device: 'cpu' | 'plain' | 'webgpu',
  isolated: boolean,
  settings = '',
): Promise<unknown[]> {
  const host = await staticHost({ isolated });
  const person = await Person.at(browser, `${host.url}#${settings}`);
  await person.computeOn(device);
  await person.look('Many texts');
  await person.page.getByLabel(/or choose a/).setInputFiles(input);
  await person.page.getByText(`${texts.length} of ${texts.length} texts`).waitFor({ timeout: 170_000 });
  const { content } = await person.saved('JSONL');
  await person.leave();
  await host.close();
  return numbersOf(content.toString());
}

/** An instruction of relaxed SIMD, which Node before 22 does not have: there both have to do without. */
const relaxed = WebAssembly.validate(
  // prettier-ignore
  Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11),
);

test.each([false, true])(
  'on the CPU the page (isolated: %s) and the command line give the same bits',
  async (isolated) => {
    expect(await inPage(relaxed ? 'cpu' : 'plain', isolated)).toEqual(await inNode('cpu'));
  },
);

test('on WebGPU the page and the command line give the same bits', async () => {
  const options = Object.entries(rule).flatMap(([name, value]) => [`--${name}`, value]);
  const inBrowser = await inPage('webgpu', false, String(new URLSearchParams(rule)));
  expect(inBrowser).toEqual(await inNode('webgpu', options));
});
