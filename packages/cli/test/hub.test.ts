import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { etagOf, openHub } from '../../../fixtures/hub/server.ts';
import { fixture, gradlens, onFixture, start } from './support/gradlens.ts';

const id = 'somebody/film-critic';
const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'];
const files = Object.fromEntries(
  names.map((name) => [name, new Uint8Array(readFileSync(join(fixture('uncased-gelu'), name)))]),
);
const weights = files['model.safetensors']!;
const hub = await openHub({ [id]: { files }, 'somebody/gated': { files, gated: true } });
afterAll(() => hub.close());

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gradlens-hub-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
  for (const fault of Object.keys(hub.faults)) delete hub.faults[fault as keyof typeof hub.faults];
  hub.asked.length = 0;
});

const environment = (changed: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const named = ['HF_HUB_CACHE', 'HF_TOKEN', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'];
  return {
    ...Object.fromEntries(named.map((name) => [name, undefined])),
    HF_HOME: home,
    HF_ENDPOINT: hub.endpoint,
    ...changed,
  };
};
const predict = (model: string, args: readonly string[] = [], changed?: NodeJS.ProcessEnv) =>
  gradlens(['predict', '--json', '--device', 'reference', '--model', model, ...args, 'a superb film'], {
    env: environment(changed),
  });
const blobs = (folder = join(home, 'hub')): string => join(folder, 'models--somebody--film-critic', 'blobs');
const blob = etagOf('model.safetensors', weights);

interface Answer {
  readonly model: { readonly name: string };
  readonly prediction: unknown;
}

test('a model is named by its id, comes once, and predicts what its folder does', async () => {
  const { status, stdout, stderr } = await predict(id);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const here = await gradlens(['predict', '--json', ...onFixture, 'a superb film']);
  const answer = JSON.parse(stdout) as Answer;
  expect(answer.prediction).toEqual((JSON.parse(here.stdout) as Answer).prediction);
  expect(answer.model.name).toBe(id);

  const { length } = hub.asked;
  expect((await predict(id, ['--offline'])).status).toBe(0);
  expect((await predict(id, [], { HF_HUB_OFFLINE: '1' })).status).toBe(0);
  const inspected = await gradlens(['inspect', '--json', `${id}@main`], { env: environment() });
  expect(JSON.parse(inspected.stdout)).toMatchObject({ name: id, report: { missing: [] } });
  expect(hub.asked).toHaveLength(length);
});

test('a folder of that name goes before the hub', async () => {
  const outcome = await gradlens(['inspect', '--json', 'models/uncased-gelu'], {
    cwd: join(fixture('uncased-gelu'), '../..'),
    env: environment(),
  });
  expect(outcome.status).toBe(0);
  expect(hub.asked).toEqual([]);
});

describe('a failure is one sentence', () => {
  const nor = (model: string) => `(nor is there a folder ${model} here)`;
  test.each<[string, string, readonly string[], string]>([
    [
      'a misspelt id',
      'somebody/flim-critic',
      [],
      `somebody/flim-critic: ${new URL(hub.endpoint).host} has no such public model: look at the spelling, owner/name; if it is private, set HF_TOKEN or log in with "hf auth login" ${nor('somebody/flim-critic')}`,
    ],
    [
      'conditions to accept',
      'somebody/gated',
      [],
      `somebody/gated: its conditions have to be accepted first: do that at ${hub.endpoint}/somebody/gated, then set HF_TOKEN or log in with "hf auth login"`,
    ],
  ])('%s', async (_, model, args, message) => {
    expect(await predict(model, args)).toEqual({ status: 1, stdout: '', stderr: `gradlens: ${message}\n` });
  });

  test('offline, and the model is not in the cache', async () => {
    expect(await predict(id, ['--offline'])).toEqual({
      status: 1,
      stdout: '',
      stderr: `gradlens: ${id}: not whole in the cache (${join(home, 'hub')}), and offline it is not fetched: go online once, or name a folder ${nor(id)}\n`,
    });
    expect(hub.asked).toEqual([]);
  });
});

test('a file without end ends the program, and is not kept', async () => {
  hub.faults.endless = true;
  expect(await predict(id)).toEqual({
    status: 1,
    stdout: '',
    stderr: `gradlens: ${id}/model.safetensors: more bytes come than the ${weights.length} that the hub says it has\n`,
  });
  expect(readdirSync(blobs())).not.toContain(blob);
});

test('an answer without end ends the program', async () => {
  hub.faults.tells = (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(65536)));
    };
    response.on('drain', more);
    more();
  };
  expect(await predict(id)).toEqual({
    status: 1,
    stdout: '',
    stderr: `gradlens: ${id}: what the hub tells of it has more than 4194304 bytes\n`,
  });
});

/** Resolves when the weights have begun to come. */
async function begun(): Promise<void> {
  const draft = join(blobs(), `${blob}.incomplete`);
  while (!existsSync(draft) || statSync(draft).size === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test.each(['SIGINT', 'SIGKILL'] as const)('a download that %s ends is gone on with', async (signal) => {
  // It comes to a halt, and is not broken.
  hub.faults.stalls = 5000;
  const args = ['predict', '--model', id, '--device', 'reference', 'a superb film'];
  const program = start(args, { env: environment() });
  const ended = new Promise((resolve) => program.on('close', resolve));
  await begun();
  program.kill(signal);
  expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);
  expect(readdirSync(blobs())).not.toContain(blob);
  expect((await predict(id, ['--offline'])).status).toBe(1);

  delete hub.faults.stalls;
  hub.asked.length = 0;
  expect((await predict(id)).status).toBe(0);
  expect(hub.downloads().map(({ range }) => range)).toEqual(['bytes=5000-']);
  expect(new Uint8Array(readFileSync(join(blobs(), blob)))).toEqual(weights);
});

test('two processes at once both end well, and one of them fetches', async () => {
  hub.faults.delay = 500;
  const outcomes = await Promise.all([predict(id), predict(id)]);
  expect(outcomes.map(({ status, stderr }) => ({ status, stderr }))).toEqual([
    { status: 0, stderr: '' },
    { status: 0, stderr: '' },
  ]);
  expect(hub.downloads()).toHaveLength(1);
});

describe('a disk that is full', () => {
  /** A file system of so many kilobytes; undefined where this machine makes none. */
  function smallDisk(kilobytes: number): string | undefined {
    const folder = join(home, 'disk');
    mkdirSync(folder);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
    return status === 0 ? folder : undefined;
  }

  test('ends the download in a sentence, and nothing half is taken for whole', async () => {
    const disk = smallDisk(24);
    // Where nobody may mount anything, the write is made to fail.
    const folder = disk ?? join(home, 'hub');
    const full = {
      HF_HUB_CACHE: folder,
      ...(!disk && { NODE_OPTIONS: `--import ${pathToFileURL(support('fullDisk.mjs')).href}` }),
    };
    try {
      expect(await predict(id, [], full)).toEqual({
        status: 1,
        stdout: '',
        stderr: `gradlens: ${folder}: no space is left: make some, or set HF_HUB_CACHE to a folder that has\n`,
      });
      expect(readdirSync(blobs(folder)).filter((name) => name.startsWith(blob))).toEqual([]);
      expect((await predict(id, ['--offline'], { HF_HUB_CACHE: folder })).status).toBe(1);
    } finally {
      if (disk) execFileSync('umount', [disk]);
    }
  });
});

test('an explanation of a local model opens no connection', async () => {
  const preload = `--import ${pathToFileURL(support('noNetwork.mjs')).href}`;
  const alone = { env: environment({ NODE_OPTIONS: preload }) };
  const explain = ['explain', '--json', '--device', 'cpu', 'a superb film'];
  for (const model of [[], ['--model', fixture('uncased-gelu')]]) {
    const { status, stderr } = await gradlens([...explain, ...model], alone);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
  // The watch is awake.
  expect((await gradlens([...explain, '--model', id], alone)).status).toBe(99);
  expect(hub.asked).toEqual([]);
});

function support(name: string): string {
  return fileURLToPath(new URL(`support/${name}`, import.meta.url));
}
