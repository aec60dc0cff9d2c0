import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Route } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { etagOf } from '../../../fixtures/hub/server.ts';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

const folder = checkpointFolder('cased-gelu-new');
const fileNames = ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'];
const paths = (names: readonly string[]): string[] => names.map((name) => join(folder, name));

let person: Person;
beforeEach(async () => {
  person = await Person.at(browser, host.url);
  await person.look('Model');
});
afterEach(() => person.leave());

const opened = (name: string) => person.page.getByRole('heading', { name, exact: true }).waitFor();
const failure = async (): Promise<string | null> => person.page.getByRole('alert').textContent();

test('a folder is chosen, explains, is kept, found after a reload, and removed', async () => {
  const { page } = person;
  await page.getByLabel('Keep models').check();
  await page.getByLabel('A folder').setInputFiles(folder);
  await opened('cased-gelu-new');
  await page.getByRole('button', { name: 'Open cased-gelu-new' }).waitFor();
  await person.look('One text');
  await expect.poll(() => page.locator('fieldset label').count()).toBe(5);
  await page.locator('fieldset label').last().click();
  await expect.poll(() => page.locator('.explains').textContent()).toContain('logit');

  await page.reload();
  await person.verdict.waitFor();
  await person.look('Model');
  await page.getByRole('button', { name: 'Open cased-gelu-new' }).click();
  await opened('cased-gelu-new');
  await page.getByRole('button', { name: 'Remove cased-gelu-new' }).click();
  await page.getByText('Kept in this browser').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Back to the bundled model' }).click();
  await opened('film-reviews');
  // The label of the other model is no longer asked for.
  await person.look('One text');
  expect(await person.verdict.textContent()).toContain('positive');
});

test('a model of another architecture, with another tokenizer, explains', async () => {
  const { page } = person;
  await page.getByLabel('A folder').setInputFiles(checkpointFolder('roberta'));
  await opened('roberta');
  await person.look('One text');
  await expect.poll(() => page.locator('fieldset label').count()).toBe(3);
  await page.locator('fieldset label').last().click();
  await expect.poll(() => page.locator('.explains').textContent()).toContain('logit');
});

test('files are picked one by one, or dropped', async () => {
  const { page } = person;
  await page.getByLabel('or its files').setInputFiles(paths(fileNames));
  await opened('the picked files');
  await page.getByRole('button', { name: 'Back to the bundled model' }).click();
  await opened('film-reviews');
  const contents = await Promise.all(
    fileNames.map(async (name) => ({ name, base64: await readFile(join(folder, name), 'base64') })),
  );
  const transfer = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, base64 } of files) {
      data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
    }
    return data;
  }, contents);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer });
  await opened('the picked files');
  expect(await page.locator('.facts').textContent()).toContain('3 layers');
});

test.each([
  [['config.json'], 'the picked files: there is no model.safetensors, no tokenizer.json or vocab.txt'],
  [['model.safetensors', 'vocab.txt'], 'the picked files: there is no config.json'],
])('of %j it says what is missing, and the model stays', async (names, message) => {
  await person.page.getByLabel('or its files').setInputFiles(paths(names));
  await expect.poll(failure).toBe(message);
  await opened('film-reviews');
});

test('a damaged model is refused by what is wrong with it, and the model stays', async () => {
  const config = await readFile(join(folder, 'config.json'), 'utf8');
  const file = (name: string, content: string | Buffer) => ({
    name,
    mimeType: '',
    buffer: Buffer.from(content),
  });
  await person.page
    .getByLabel('or its files')
    .setInputFiles([
      file('config.json', config),
      file('vocab.txt', await readFile(join(folder, 'vocab.txt'))),
      file('model.safetensors', (await readFile(join(folder, 'model.safetensors'))).subarray(0, 5000)),
    ]);
  await expect.poll(failure).toMatch(/^the picked files\/model\.safetensors: /);
  await person.look('One text');
  await person.type('A dull film');
  await person.verdict.getByText('negative').waitFor();
});

const commit = '0123456789abcdef0123456789abcdef01234567';
const readable = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' };

const files = new Map(
  await Promise.all(fileNames.map(async (name) => [name, await readFile(join(folder, name))] as const)),
);
const weightsFile = files.get('model.safetensors')!;

/** What the hub tells of a file: weights lie in its storage. */
const siblingOf = ([rfilename, bytes]: readonly [string, Buffer]): object => ({
  rfilename,
  size: bytes.length,
  ...(rfilename === 'model.safetensors'
    ? { blobId: '0'.repeat(40), lfs: { sha256: etagOf(rfilename, bytes), size: bytes.length } }
    : { blobId: etagOf(rfilename, bytes) }),
});

/** The hub, as far as the page asks it: `answer` is what it says to the question for a model, `send` how it sends a file. */
async function asHub({
  answer = (route: Route): Promise<void> =>
    route.fulfill({ headers: readable, json: { sha: commit, siblings: Array.from(files, siblingOf) } }),
  send = sendFrom,
}: {
  readonly answer?: (route: Route) => Promise<void>;
  readonly send?: (route: Route, bytes: Buffer, start: number) => Promise<void>;
} = {}): Promise<string[]> {
  const asked: string[] = [];
  await person.page.context().route('https://huggingface.co/**', async (route) => {
    const request = route.request();
    const range = /^bytes=(\d+)-$/.exec(request.headers()['range'] ?? '')?.[1];
    asked.push(range === undefined ? request.url() : `${request.url()} from ${range}`);
    if (request.url().includes('/api/')) return answer(route);
    return send(route, files.get(request.url().split('/').at(-1)!)!, Number(range ?? 0));
  });
  return asked;
}

/** What comes after the first `start` bytes, up to `end`. Storages do not let pages see `Content-Range`. */
async function sendFrom(route: Route, bytes: Buffer, start: number, end = bytes.length): Promise<void> {
  await route.fulfill({
    status: start > 0 ? 206 : 200,
    headers: readable,
    body: bytes.subarray(start, end),
  });
}

/** What lies in the browser's storage of models, whole or not. */
const storedFolders = (): Promise<string[]> =>
  person.page.evaluate(async () => {
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
    const names: string[] = [];
    for await (const name of models.keys()) names.push(name);
    return names;
  });

const fetchIt = async (id: string): Promise<void> => {
  await person.page.getByLabel('Model id').fill(id);
  await person.page.getByRole('button', { name: 'Fetch it' }).click();
};

test('a model of the hub is fetched file by file, at one commit, and what it does not have is not asked for', async () => {
  const asked = await asHub();
  await fetchIt('somebody/some-model@v1.0');
  await opened('somebody/some-model');
  expect(asked.toSorted()).toEqual([
    'https://huggingface.co/api/models/somebody/some-model/revision/v1.0?blobs=true',
    ...fileNames.map((name) => `https://huggingface.co/somebody/some-model/resolve/${commit}/${name}`),
  ]);
});

test('a model of the hub is kept, and then opened without asking', async () => {
  const { page } = person;
  const asked = await asHub();
  await page.getByLabel('Keep models').check();
  await fetchIt('somebody/some-model');
  await opened('somebody/some-model');
  await page.getByRole('button', { name: 'Open somebody/some-model' }).waitFor();
  expect(asked).toHaveLength(1 + fileNames.length);

  await page.reload();
  await person.verdict.waitFor();
  await person.look('Model');
  await fetchIt('somebody/some-model');
  await opened('somebody/some-model');
  await page.getByRole('button', { name: 'Back to the bundled model' }).click();
  await opened('film-reviews');
  await page.getByRole('button', { name: 'Open somebody/some-model' }).click();
  await opened('somebody/some-model');
  expect(asked).toHaveLength(1 + fileNames.length);
});

/** What was asked for of the weights. */
const ofWeights = (asked: readonly string[]): string[] =>
  asked.flatMap((url) => url.split('model.safetensors')[1] ?? []);
const keepIt = async (): Promise<void> => {
  await person.page.getByLabel('Keep models').check();
  await fetchIt('somebody/some-model');
};

test('a model of the hub whose connection breaks goes on where it broke, the next time too', async () => {
  const { page } = person;
  let broken = false;
  const asked = await asHub({
    send: async (route, bytes, start) => {
      if (bytes !== weightsFile) return sendFrom(route, bytes, start);
      if (start === 0) return sendFrom(route, bytes, 0, 3000);
      if (start === 3000) return sendFrom(route, bytes, 3000, 7000);
      return broken ? sendFrom(route, bytes, start) : route.abort();
    },
  });
  await keepIt();
  await expect
    .poll(failure)
    .toContain('somebody/some-model/model.safetensors: huggingface.co could not be reached');
  expect(await storedFolders()).toEqual([expect.stringContaining(commit)]);
  expect(ofWeights(asked)).toEqual(['', ' from 3000', ...Array.from({ length: 5 }, () => ' from 7000')]);
  asked.length = 0;
  broken = true;

  await page.reload();
  await person.verdict.waitFor();
  await person.look('Model');
  await expect.poll(storedFolders).toHaveLength(1);
  await keepIt();
  await opened('somebody/some-model');
  expect(asked.slice(1)).toEqual([
    `https://huggingface.co/somebody/some-model/resolve/${commit}/model.safetensors from 7000`,
  ]);
  person.forgive();
});

test('a model of the hub that is not what the hub says is thrown away', async () => {
  let wrong = true;
  const asked = await asHub({
    send: (route, bytes, start) => {
      const changed = Buffer.from(bytes);
      if (wrong && bytes === weightsFile) changed[bytes.length - 1]! ^= 1;
      return sendFrom(route, changed, start);
    },
  });
  await keepIt();
  await expect
    .poll(failure)
    .toMatch(
      /^somebody\/some-model\/model\.safetensors: what came is not what the hub describes \(SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}\), and was thrown away: /,
    );
  await opened('film-reviews');
  wrong = false;
  await keepIt();
  await opened('somebody/some-model');
  expect(ofWeights(asked)).toEqual(['', '']);
});

test('two pages that fetch one model at once keep it once, and both open it', async () => {
  const { page } = person;
  const asked = await asHub({
    send: async (route, bytes, start) => {
      if (bytes === weightsFile) await new Promise((resolve) => setTimeout(resolve, 300));
      return sendFrom(route, bytes, start);
    },
  });
  const other = await page.context().newPage();
  await other.goto(host.url);
  await other.getByRole('tab', { name: 'Model', exact: true }).first().click();
  await Promise.all(
    [page, other].map(async (each) => {
      await each.getByLabel('Keep models').check();
      await each.getByLabel('Model id').fill('somebody/some-model');
      await each.getByRole('button', { name: 'Fetch it' }).click();
      await each.getByRole('heading', { name: 'somebody/some-model', exact: true }).waitFor();
    }),
  );
  expect(ofWeights(asked)).toEqual(['']);
  expect(await storedFolders()).toHaveLength(1);
  await other.close();
});

test('what a page left that was closed while it kept a model is removed', async () => {
  const { page } = person;
  // Where kept models are not listed.
  await page.reload();
  await person.verdict.waitFor();
  await page.evaluate(async () => {
    const folder = await (
      await navigator.storage.getDirectory()
    ).getDirectoryHandle('models', { create: true });
    await (
      await folder.getDirectoryHandle('torn', { create: true })
    ).getFileHandle('config.json', { create: true });
  });
  expect(await storedFolders()).toEqual(['torn']);
  await person.look('Model');
  await expect.poll(storedFolders).toEqual([]);
});

test.each<[string, (route: Route) => Promise<void>, string]>([
  [
    'is gated',
    (route) => route.fulfill({ status: 401, headers: { ...readable, 'x-error-code': 'GatedRepo' } }),
    'its conditions have to be accepted first: do that at https://huggingface.co/somebody/some-model, then download it with your account, and pick its folder here',
  ],
  [
    'is not there',
    (route) => route.fulfill({ status: 401, headers: { ...readable, 'x-error-code': 'RepoNotFound' } }),
    'huggingface.co has no such public model: look at the spelling',
  ],
  [
    'has no safetensors',
    (route) =>
      route.fulfill({
        headers: readable,
        json: { sha: commit, siblings: [{ rfilename: 'config.json' }, { rfilename: 'pytorch_model.bin' }] },
      }),
    'has no model.safetensors, only pickled weights',
  ],
  ['cannot be reached', (route) => route.abort('internetdisconnected'), 'could not be reached'],
])('a model that %s is refused by what is wrong, and the model stays', async (_, answer, message) => {
  await asHub({ answer });
  await fetchIt('somebody/some-model');
  await expect.poll(failure).toContain(message);
  await opened('film-reviews');
  person.forgive();
});

test('what is no id is refused without asking', async () => {
  const asked = await asHub();
  await fetchIt('https://example.org/model');
  await expect.poll(failure).toContain('is no model of the hub: expected owner/name');
  expect(asked).toEqual([]);
});

test('a GPU that is lost in the middle costs nothing but time', async () => {
  const [worker] = person.page.workers();
  await worker!.evaluate(() => {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      Object.assign(globalThis, { opened: device });
      return device;
    };
  });
  await person.computeOn('webgpu');
  await worker!.evaluate(() => (globalThis as unknown as { opened: GPUDevice }).opened.destroy());
  await person.type('A dull film');
  await person.verdict.getByText('negative').waitFor();
  await person.look('Model');
  await expect
    .poll(() => person.page.locator('.facts').textContent())
    .toContain('the GPU was lost, and the model opened anew');
  expect(await person.page.getByLabel('Compute on').inputValue()).toBe('auto');
});
