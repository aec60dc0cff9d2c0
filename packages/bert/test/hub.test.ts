import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { accessToken, commit, etagOf, openHub } from '../../../fixtures/hub/server.ts';
import { HubError, UnsupportedModelError } from '../src/errors.ts';
import { hubFolder, inspectCheckpoint, readCheckpoint, directory, type FetchProgress } from '../src/node.ts';
import { shardsOf } from './support/shards.ts';

const fixture = checkpointFolder('uncased-gelu');
const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'];
const model = Object.fromEntries(
  names.map((name) => [name, new Uint8Array(readFileSync(join(fixture, name)))]),
);
const weights = model['model.safetensors']!;
const { 'model.safetensors': _, ...texts } = model;
const beside = { '.gitattributes': new Uint8Array(3), 'pytorch_model.bin': new Uint8Array(5) };
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const hub = await openHub({
  'somebody/film-critic': { files: { ...beside, ...model } },
  'old-one': { files: model },
  'somebody/gated': { files: model, gated: true },
  'somebody/hidden': { files: model, hidden: true },
  'somebody/pickled': { files: { ...texts, ...beside } },
  'somebody/sharded': { files: { ...texts, ...(await shardsOf(weights, 3, (_, i) => i % 3)) } },
  'somebody/halved': {
    files: {
      ...texts,
      'model.safetensors.index.json': json({ weight_map: { a: 'model-00001-of-00002.safetensors' } }),
    },
  },
  'somebody/outside': {
    files: { ...texts, 'model.safetensors.index.json': json({ weight_map: { a: '../../x.safetensors' } }) },
  },
  'somebody/another-kind': { files: { ...model, 'config.json': json({ model_type: 'gpt2' }) } },
});
afterAll(() => hub.close());

const id = 'somebody/film-critic';
const named = [
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_ENDPOINT',
  'HF_TOKEN',
  'HF_HUB_OFFLINE',
  'TRANSFORMERS_OFFLINE',
];
let home: string;
let cache: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gradlens-hub-'));
  cache = join(home, 'hub');
  for (const name of named) delete process.env[name];
  process.env.HF_HOME = home;
  process.env.HF_ENDPOINT = hub.endpoint;
});
afterEach(() => {
  rmSync(home, { recursive: true });
  for (const fault of Object.keys(hub.faults)) delete hub.faults[fault as keyof typeof hub.faults];
  hub.asked.length = 0;
});

const inCache = (...parts: string[]): string => join(cache, `models--somebody--film-critic`, ...parts);
const blobOf = (): string => inCache('blobs', etagOf('model.safetensors', weights));
const failure = async (of = id, options = {}): Promise<string> => {
  const error: unknown = await hubFolder(of, options).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(HubError);
  return (error as Error).message;
};
/** What is under a folder, links by where they lead. */
const listing = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .toSorted()
    : [];
/** Whether it is taken for whole: what one would explain. */
const isWhole = async (): Promise<boolean> =>
  hubFolder(id, { offline: true }).then(
    () => true,
    () => false,
  );

describe('a model of the hub', () => {
  test('comes into the cache, is what it is on the hub, and is not asked for again', async () => {
    const progress: FetchProgress[] = [];
    const folder = await hubFolder(id, { onProgress: (step) => progress.push(step) });
    expect(folder.name).toBe(id);
    const { tensors } = await readCheckpoint(folder);
    expect(tensors).toEqual((await readCheckpoint(directory(fixture))).tensors);
    expect(progress.filter(({ fileName }) => fileName === 'model.safetensors').at(-1)).toEqual({
      fileName: 'model.safetensors',
      doneBytes: weights.length,
      totalBytes: weights.length,
      waiting: false,
    });
    expect(listing(inCache())).toEqual(
      [
        ...['added_tokens.json', 'merges.txt', 'special_tokens_map.json', 'vocab.json'].map(
          (name) => `.no_exist/${commit}/${name}`,
        ),
        ...names.map((name) => `blobs/${etagOf(name, model[name]!)}`),
        'refs/main',
        ...names.map((name) => `snapshots/${commit}/${name}`),
      ].toSorted(),
    );
    expect(readlinkSync(inCache('snapshots', commit, 'config.json'))).toBe(
      `../../blobs/${etagOf('config.json', model['config.json']!)}`,
    );
    expect(listing(join(cache, '.locks'))).toEqual([]);

    expect(hub.downloads()).toHaveLength(1);
    const { length } = hub.asked;
    for (const again of [id, `${id}@${commit}`, `${id}@main`]) await readCheckpoint(await hubFolder(again));
    expect(hub.asked).toHaveLength(length);
  });

  test('is asked for by what it is made of, and nothing else', async () => {
    await hubFolder(id);
    const paths = hub.asked.map(({ host, method, path }) => `${host} ${method} ${path}`);
    const resolve = `/${id}/resolve/${commit}`;
    expect(paths).toEqual([
      `hub GET /api/models/${id}/revision/main`,
      ...['config.json', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'].flatMap((name) => [
        `hub HEAD ${resolve}/${name}`,
        `hub GET ${resolve}/${name}`,
      ]),
      `hub HEAD ${resolve}/model.safetensors`,
      `hub GET ${resolve}/model.safetensors`,
      `storage GET /${encodeURIComponent(id)}/model.safetensors?signature=1`,
    ]);
  });

  test('may have no owner, or another revision', async () => {
    await readCheckpoint(await hubFolder('old-one'));
    await readCheckpoint(await hubFolder(`${id}@refs/pr/1`));
    expect(readFileSync(inCache('refs/refs/pr/1'), 'utf8')).toBe(commit);
    expect(existsSync(inCache('refs/main'))).toBe(false);
    await readCheckpoint(await hubFolder(`${id}@refs/pr/1`, { offline: true }));
  });

  test('may have its weights in shards', async () => {
    const { tensors } = await readCheckpoint(await hubFolder('somebody/sharded'));
    expect(tensors).toEqual((await readCheckpoint(directory(fixture))).tensors);
    expect(hub.downloads()).toHaveLength(3);
    await readCheckpoint(await hubFolder('somebody/sharded', { offline: true }));
  });

  test('of another kind is refused before its weights are fetched', async () => {
    await expect(hubFolder('somebody/another-kind')).rejects.toThrow(UnsupportedModelError);
    expect(hub.downloads()).toEqual([]);
  });

  test('where a folder of the environment is', async () => {
    process.env.HF_HUB_CACHE = join(home, 'elsewhere');
    await hubFolder(id);
    expect(readdirSync(join(home, 'elsewhere'))).toContain('models--somebody--film-critic');
    expect(existsSync(cache)).toBe(false);
  });
});

describe('the access token', () => {
  const authorizations = (host: 'hub' | 'storage') =>
    new Set(hub.asked.filter((request) => request.host === host).map((request) => request.authorization));

  test.each([
    ['of the environment', () => (process.env.HF_TOKEN = accessToken)],
    ['of the file that "hf auth login" writes', () => writeFileSync(join(home, 'token'), `${accessToken}\n`)],
  ])('%s opens what is gated or hidden, and goes to the hub alone', async (_, set) => {
    set();
    await readCheckpoint(await hubFolder('somebody/gated'));
    await readCheckpoint(await hubFolder('somebody/hidden'));
    expect(authorizations('hub')).toEqual(new Set([`Bearer ${accessToken}`]));
    expect(authorizations('storage')).toEqual(new Set([undefined]));
    expect(hub.downloads()).toHaveLength(2);
  });

  test('that is none is not sent, and not shown', async () => {
    process.env.HF_TOKEN = 'secret\nX-Injected: 1';
    expect(await failure()).toBe('HF_TOKEN: not an access token of the hub');
    expect(hub.asked).toEqual([]);
  });
});

describe('a refusal says what to do', () => {
  const login = 'set HF_TOKEN or log in with "hf auth login"';
  const host = new URL(hub.endpoint).host;

  test.each([
    [
      'a misspelt id',
      'somebody/flim-critic',
      `somebody/flim-critic: ${host} has no such public model: look at the spelling, owner/name; if it is private, ${login}`,
    ],
    [
      'a revision',
      `${id}@v2`,
      `${id}@v2: the model has no revision "v2": its branches and tags are at ${hub.endpoint}/${id}/tree/main`,
    ],
    [
      'conditions',
      'somebody/gated',
      `somebody/gated: its conditions have to be accepted first: do that at ${hub.endpoint}/somebody/gated, then ${login}`,
    ],
    [
      'pickled weights',
      'somebody/pickled',
      'somebody/pickled: the repository has no model.safetensors, only pickled weights, which are not fetched: look among its pull requests for one that adds it, and name that, like owner/name@refs/pr/1',
    ],
    [
      'a shard that is not there',
      'somebody/halved',
      'somebody/halved/model.safetensors.index.json: the repository has no model-00001-of-00002.safetensors, which it names',
    ],
  ])('%s', async (_, asked, message) => {
    expect(await failure(asked)).toBe(message);
    expect(await failure(asked, { offline: true })).toBe(
      `${asked}: not whole in the cache (${cache}), and offline it is not fetched: go online once, or name a folder`,
    );
  });

  test('a token that may not read it', async () => {
    process.env.HF_TOKEN = accessToken;
    expect(await failure('somebody/nothing')).toBe(
      `somebody/nothing: ${host} has no such model, or your token may not read it: look at the spelling, owner/name`,
    );
    process.env.HF_TOKEN = 'hf_other';
    expect(await failure()).toBe(
      `${id}: the hub does not accept the access token: make a new one at https://huggingface.co/settings/tokens and ${login}`,
    );
  });

  test('no network', async () => {
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    expect(await failure()).toMatch(
      /^somebody\/film-critic: 127\.0\.0\.1:9 could not be reached \([^)]+\): look at your network; models in the cache, or in a folder, work without$/,
    );
  });

  test.each(['ftp://hub', 'huggingface.co', 'https://me:secret@hub', 'https://hub/?x'])(
    'an HF_ENDPOINT %s',
    async (endpoint) => {
      process.env.HF_ENDPOINT = endpoint;
      expect(await failure()).toBe(
        `HF_ENDPOINT is "${endpoint}"; expected an address like https://huggingface.co`,
      );
    },
  );

  test.each(['../film-critic', 'a/b/c', 'C:\\a', 'a/b\n', 'a/b@../x', 'https://hub/a/b'])(
    'what is no id, before anything is asked: %j',
    async (text) => {
      expect(await failure(text)).toBe(
        `${JSON.stringify(text)} is no model of the hub; expected owner/name or owner/name@revision`,
      );
      expect(hub.asked).toEqual([]);
      expect(existsSync(cache)).toBe(false);
    },
  );

  test('a server that is broken', async () => {
    hub.faults.tells = (response) => response.write('{"sha": ', () => response.destroy());
    expect(await failure()).toBe(`${id}: what the hub tells of it did not come whole: try again`);
    hub.faults.tells = (response) => response.writeHead(503).end();
    expect(await failure()).toBe(`${id}: ${host} answers with status 503: try again later`);
    hub.faults.tells = (response) => response.writeHead(429).end();
    expect(await failure()).toBe(`${id}: the hub asks to wait (status 429): try again in some minutes`);
  });
});

describe('a download', () => {
  const ranges = () => hub.downloads().map(({ range }) => range);
  const wholeWeights = () => expect(new Uint8Array(readFileSync(blobOf()))).toEqual(weights);

  test('whose connection breaks goes on', async () => {
    hub.faults.breaks = { afterBytes: 3000, times: 3 };
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual([undefined, 'bytes=3000-', 'bytes=6000-', 'bytes=9000-']);
  });

  test('whose connection breaks in vain leaves what it has, and the next goes on with that', async () => {
    hub.faults.breaks = { afterBytes: 3000, times: 1 };
    const interruption = new AbortController();
    const onProgress = ({ fileName, doneBytes }: FetchProgress): void => {
      if (fileName === 'model.safetensors' && doneBytes >= 3000) interruption.abort(new Error('enough'));
    };
    await expect(hubFolder(id, { signal: interruption.signal, onProgress })).rejects.toThrow('enough');
    expect(existsSync(`${blobOf()}.incomplete`)).toBe(true);
    expect(existsSync(blobOf())).toBe(false);
    expect(listing(join(cache, '.locks'))).toEqual([]);
    expect(await isWhole()).toBe(false);
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual([undefined, 'bytes=3000-']);
    expect(existsSync(`${blobOf()}.incomplete`)).toBe(false);
  });

  test('from a storage that knows no ranges begins again', async () => {
    hub.faults.breaks = { afterBytes: 3000, times: 1 };
    hub.faults.ignoresRanges = true;
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual([undefined, 'bytes=3000-']);
  });

  test('of other bytes is thrown away', async () => {
    hub.faults.damages = true;
    expect(await failure()).toMatch(
      /^somebody\/film-critic\/model\.safetensors: what came is not what the hub describes \(SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}\), and was thrown away: /,
    );
    expect(listing(inCache('blobs')).filter((name) => name.includes('incomplete'))).toEqual([]);
    expect(existsSync(blobOf())).toBe(false);
    expect(await isWhole()).toBe(false);
  });

  test('of another text is thrown away', async () => {
    hub.faults.describes = (headers) => (headers.ETag = `"${'0'.repeat(40)}"`);
    expect(await failure()).toContain(
      `${id}/config.json: what came is not what the hub describes (SHA-1 of git ${etagOf('config.json', model['config.json']!)} instead of`,
    );
    expect(listing(inCache('blobs'))).toEqual([]);
  });

  test('that goes on with damaged bytes begins again', async () => {
    mkdirSync(dirname(blobOf()), { recursive: true });
    writeFileSync(`${blobOf()}.incomplete`, new Uint8Array(3000));
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual(['bytes=3000-', undefined]);
  });

  test.each([
    ['too much', weights.length + 1],
    ['all, but wrong,', weights.length],
  ])('that finds %s of an earlier one begins again', async (_, length) => {
    mkdirSync(dirname(blobOf()), { recursive: true });
    writeFileSync(`${blobOf()}.incomplete`, new Uint8Array(length));
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual([undefined]);
  });

  // Windows makes symbolic links for administrators alone, and opens files by them whatever Node asks (it has no O_NOFOLLOW there).
  test.skipIf(process.platform === 'win32')('is written through no link', async () => {
    const other = join(home, 'other');
    writeFileSync(other, 'mine');
    mkdirSync(dirname(blobOf()), { recursive: true });
    symlinkSync(other, `${blobOf()}.incomplete`);
    expect(await failure()).toMatch(/^\S+: cannot be written \(ELOOP/);
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });

  test('that finds all of an earlier one fetches nothing', async () => {
    mkdirSync(dirname(blobOf()), { recursive: true });
    writeFileSync(`${blobOf()}.incomplete`, weights);
    await hubFolder(id);
    wholeWeights();
    expect(ranges()).toEqual([]);
  });

  test('of a text whose size nobody tells begins again: there may be no rest', async () => {
    hub.faults.describes = (headers) => delete headers['Content-Length'];
    const text = inCache('blobs', etagOf('config.json', model['config.json']!));
    mkdirSync(dirname(text), { recursive: true });
    writeFileSync(`${text}.incomplete`, model['config.json']!);
    await hubFolder(id);
    expect(new Uint8Array(readFileSync(text))).toEqual(model['config.json']);
    expect(hub.asked.filter(({ range }) => range !== undefined)).toEqual([]);
  });

  test('that another has finished meanwhile is what that one made of it', async () => {
    const draft = `${blobOf()}.incomplete`;
    const third = new Uint8Array(3);
    await hubFolder(id, {
      onProgress({ fileName, doneBytes }) {
        if (fileName !== 'model.safetensors' || doneBytes < weights.length) return;
        renameSync(draft, blobOf());
        writeFileSync(draft, third);
      },
    });
    wholeWeights();
    expect(new Uint8Array(readFileSync(draft))).toEqual(third);
  });

  test('of other bytes into what another has finished meanwhile takes that away', async () => {
    hub.faults.damages = true;
    const onProgress = ({ fileName, doneBytes }: FetchProgress): void => {
      if (fileName === 'model.safetensors' && doneBytes === weights.length)
        renameSync(`${blobOf()}.incomplete`, blobOf());
    };
    await expect(hubFolder(id, { onProgress })).rejects.toThrow('what came is not what the hub describes');
    expect(existsSync(blobOf())).toBe(false);
  });

  test('of more bytes than were said', async () => {
    hub.faults.lies = 1;
    expect(await failure()).toBe(
      `${id}/model.safetensors: more bytes come than the ${weights.length} that the hub says it has`,
    );
    expect(existsSync(blobOf())).toBe(false);
    expect(await isWhole()).toBe(false);
  });

  test('of fewer bytes than were said', async () => {
    hub.faults.lies = -1;
    hub.faults.ignoresRanges = true;
    expect(await failure()).toBe(
      `${id}/model.safetensors: only ${weights.length - 1} of its ${weights.length} bytes came: try again`,
    );
    expect(existsSync(blobOf())).toBe(false);
    expect(await isWhole()).toBe(false);
  });

  test('of weights whose size nobody tells', async () => {
    hub.faults.describes = (headers) => delete headers['X-Linked-Size'];
    expect(await failure()).toBe(`${id}/model.safetensors: the hub does not say how large the file is`);
    expect(hub.downloads()).toEqual([]);
  });

  test('of a text as large as no text is', async () => {
    hub.faults.describes = (headers) => (headers['X-Linked-Size'] = '1000000000000');
    expect(await failure()).toBe(
      `${id}/config.json: 1000000000000 bytes are too many; expected a text of at most 4194304`,
    );
  });

  test('under an etag that is a path', async () => {
    hub.faults.describes = (headers) => {
      headers.ETag = '"../../../escaped"';
      delete headers['X-Linked-Etag'];
    };
    expect(await failure()).toBe(
      `${id}/config.json: the hub does not say which contents the file has (ETag)`,
    );
    expect(listing(home).filter((name) => name.includes('escaped'))).toEqual([]);
  });

  test('under an etag that is no checksum, of a mirror, goes by its size', async () => {
    hub.faults.describes = (headers) => {
      if (!('Location' in headers)) headers.ETag = `W/"mirror-${headers['Content-Length']}"`;
    };
    await readCheckpoint(await hubFolder(id));
    expect(listing(inCache('blobs'))).toContain(`mirror-${model['config.json']!.length}`);
  });

  test('that is redirected without end, or to where nothing is asked', async () => {
    hub.faults.redirects = `${hub.endpoint}/${id}/resolve/${commit}/model.safetensors`;
    expect(await failure()).toBe(`${id}: ${new URL(hub.endpoint).host} redirects without end`);
    hub.faults.redirects = 'file:///etc/passwd';
    expect(await failure()).toBe(
      `${id}: ${new URL(hub.endpoint).host} redirects to "file:///etc/passwd", which is not asked; expected an address with https`,
    );
  });

  test('of a shard outside the folder is not asked for', async () => {
    expect(await failure('somebody/halved')).toContain('has no model-00001-of-00002.safetensors');
    const error: unknown = await hubFolder('somebody/outside').catch((e: unknown) => e);
    expect((error as Error).message).toBe(
      'somebody/outside/model.safetensors.index.json: the shard of tensor "a" is "../../x.safetensors"; expected the name of a .safetensors file in the same folder',
    );
    expect(hub.downloads()).toEqual([]);
  });

  test.each<[string, () => string, number]>([
    ['of this machine', () => deadProcess(), Date.now()],
    ['of another machine', () => '1 another-machine\n', Date.now() - 60_000],
  ])('does not wait for a holder of its lock %s that died', async (_, holder, seen) => {
    const name = `${etagOf('config.json', model['config.json']!)}.gradlens.lock`;
    const lock = join(cache, '.locks', 'models--somebody--film-critic', name);
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, holder());
    utimesSync(lock, seen / 1000, seen / 1000);
    await hubFolder(id);
    expect(existsSync(lock)).toBe(false);
  });

  test('that another does meanwhile is waited for', async () => {
    hub.faults.delay = 300;
    const waited: FetchProgress[] = [];
    await Promise.all([
      hubFolder(id, { onProgress: (step) => waited.push(step) }),
      hubFolder(id, { onProgress: (step) => waited.push(step) }),
    ]);
    expect(hub.downloads()).toHaveLength(1);
    expect(waited.some(({ waiting }) => waiting)).toBe(true);
    wholeWeights();
  });
});

describe('what is in the cache', () => {
  /** As Python leaves it that has fetched single files. */
  async function withOnly(...kept: string[]): Promise<void> {
    await hubFolder(id);
    for (const name of names.filter((name) => !kept.includes(name)))
      rmSync(inCache('snapshots', commit, name));
    rmSync(inCache('.no_exist'), { recursive: true });
    hub.asked.length = 0;
  }

  test('is completed, at its own commit', async () => {
    await withOnly('config.json', 'model.safetensors', 'vocab.txt');
    await hubFolder(id);
    expect(hub.asked[0]!.path).toBe(`/api/models/${id}/revision/${commit}`);
    expect(listing(inCache('snapshots', commit))).toEqual(names);
    expect(hub.downloads()).toEqual([]);
    hub.asked.length = 0;
    await hubFolder(id);
    expect(hub.asked).toEqual([]);
  });

  test('serves where the hub does not', async () => {
    await withOnly('config.json', 'model.safetensors', 'vocab.txt');
    await hubFolder(id, { offline: true });
    process.env.HF_HUB_OFFLINE = '1';
    await hubFolder(id);
    delete process.env.HF_HUB_OFFLINE;
    expect(hub.asked).toEqual([]);
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    await hubFolder(id);
  });

  test.each([
    [['config.json']],
    [['config.json', 'model.safetensors']],
    [['model.safetensors', 'vocab.txt']],
  ])('that is %j alone is no model', async (kept) => {
    await withOnly(...kept);
    expect(await isWhole()).toBe(false);
    await inspectCheckpoint(await hubFolder(id));
    expect(await isWhole()).toBe(true);
  });

  test('and has a shard fewer is no model', async () => {
    await hubFolder('somebody/sharded');
    rmSync(join(cache, 'models--somebody--sharded/snapshots', commit, 'model-00002-of-00003.safetensors'));
    expect(await failure('somebody/sharded', { offline: true })).toContain('not whole in the cache');
    await readCheckpoint(await hubFolder('somebody/sharded'));
  });

  test('and has lost its contents is fetched again', async () => {
    await hubFolder(id);
    rmSync(blobOf());
    expect(await isWhole()).toBe(false);
    await readCheckpoint(await hubFolder(id));
  });

  test.each(['../../elsewhere', 'main', ''])('under a ref that says %j is not there', async (content) => {
    await hubFolder(id);
    writeFileSync(inCache('refs/main'), content);
    expect(await isWhole()).toBe(false);
  });
});

describe('the cache of huggingface_hub', () => {
  /** What Python made of the same model, by `fixtures/generate/hub_cache.py`. */
  const { files } = JSON.parse(
    readFileSync(new URL('../../../fixtures/hub/cacheOfPython.json', import.meta.url), 'utf8'),
  ) as { files: Record<string, { link?: string; copy?: string; text?: string }> };
  const ofModel = Object.entries(files).filter(([path]) => path.startsWith('models--'));

  test('is read', async () => {
    for (const [path, { link, copy, text }] of Object.entries(files)) {
      const target = join(cache, path);
      mkdirSync(dirname(target), { recursive: true });
      if (link === undefined) writeFileSync(target, copy === undefined ? text! : model[copy]!);
      else symlinkSync(link, target);
    }
    const folder = await hubFolder(id);
    expect((await readCheckpoint(folder)).tensors).toEqual(
      (await readCheckpoint(directory(fixture))).tensors,
    );
    await hubFolder(`${id}@${commit}`, { offline: true });
    expect(hub.asked).toEqual([]);
  });

  test('is written, link by link', async () => {
    await hubFolder(id);
    const written = listing(cache).map((path) => {
      const target = join(cache, path);
      if (lstatSync(target).isSymbolicLink()) return [path, { link: readlinkSync(target) }];
      const content = readFileSync(target);
      const copy = names.find((name) => content.equals(model[name]!));
      return [path, copy === undefined ? { text: content.toString() } : { copy }];
    });
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(ofModel));
  });
});

/** Its number, as a lock has it. */
function deadProcess(): string {
  return execFileSync(process.execPath, ['-p', 'process.pid + " " + os.hostname()'], { encoding: 'utf8' });
}
