import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HubError } from '../src/errors.ts';
import { readAnswer } from '../src/hub/answer.ts';
import { parseSnapshot } from '../src/hub/snapshot.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const told = (fileNames: readonly unknown[]): string =>
  JSON.stringify({ sha, siblings: fileNames.map((rfilename) => ({ rfilename })) });
const parse = (text: string) => parseSnapshot(text, 'a/b');
const begin = 'a/b: what answers is not a Hugging Face hub, or not as expected: ';

test('of a repository the files of a model are known, and the commit', () => {
  const names = ['.gitattributes', 'README.md', 'config.json', 'model.safetensors', 'vocab.txt'];
  expect(parse(told([...names, 'pytorch_model.bin', 'onnx/model.onnx', 'tf_model.h5']))).toEqual({
    commit: sha,
    fileNames: new Set(['config.json', 'model.safetensors', 'vocab.txt']),
    descriptions: new Map(),
  });
});

test('of files whose contents are told, their checksums are known: of what lies in the storage that of the file itself', () => {
  const [git, sha256] = ['a'.repeat(40), 'b'.repeat(64)];
  const siblings = [
    { rfilename: 'config.json', size: 570, blobId: git },
    {
      rfilename: 'model.safetensors',
      size: 2 ** 33,
      blobId: git,
      lfs: { sha256, size: 2 ** 33, pointerSize: 135 },
    },
    { rfilename: 'onnx/model.onnx', size: 3, blobId: git },
    { rfilename: 'vocab.txt', size: -1, blobId: git },
    { rfilename: 'merges.txt', size: 1, blobId: `../${git.slice(3)}` },
    { rfilename: 'vocab.json', size: 1, blobId: git, lfs: { sha256: git } },
    { rfilename: 'tokenizer.json', size: '1', blobId: git },
    { rfilename: 'added_tokens.json', size: 1, blobId: git, lfs: null },
  ];
  expect([...parse(JSON.stringify({ sha, siblings })).descriptions]).toEqual([
    ['config.json', { etag: git, size: 570 }],
    ['model.safetensors', { etag: sha256, size: 2 ** 33 }],
    ['added_tokens.json', { etag: git, size: 1 }],
  ]);
});

test('names that are no plain file names are not there', () => {
  const hostile = [
    '../model.safetensors',
    '/etc/model.safetensors',
    'a/model.safetensors',
    'a\\model.safetensors',
    'C:model.safetensors',
    '.model.safetensors',
    'model\u0000.safetensors',
    'model\n.safetensors',
    '__proto__',
    7,
    null,
    ['config.json'],
  ];
  const { fileNames } = parse(told([...hostile, 'config.json', 'model.safetensors']));
  expect([...fileNames]).toEqual(['config.json', 'model.safetensors']);
});

describe('refused', () => {
  test.each([
    ['', `${begin}the answer is not JSON`],
    ['<!doctype html>', `${begin}the answer is not JSON`],
    ['null', `${begin}"sha" is nothing`],
    ['[]', `${begin}"sha" is nothing`],
    ['{"sha": "main", "siblings": []}', `${begin}"sha" is "main"`],
    [`{"sha": "../../${sha.slice(6)}", "siblings": []}`, `${begin}"sha" is "../../${sha.slice(6)}"`],
    [`{"sha": "${sha}", "siblings": {}}`, `${begin}"siblings" is an object`],
    ['['.repeat(1_000_000), `${begin}more than 32 lists and objects lie inside one another`],
    [
      told(['model.safetensors']),
      'a/b: the repository has no config.json: it is not a model of transformers, or an adapter of one',
    ],
    [told(['config.json']), 'a/b: the repository has no model.safetensors'],
    [
      told(['config.json', 'pytorch_model.bin']),
      'a/b: the repository has no model.safetensors, only pickled weights, which are not fetched: look among its pull requests for one that adds it, and name that, like owner/name@refs/pr/1',
    ],
  ])('%.40j', (text, message) => {
    expect(() => parse(text)).toThrow(new HubError(message));
  });

  test('a body without end, of which no more is read than can be an answer', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    await expect(readAnswer(new Response(body), 10_000, 'the answer')).rejects.toThrow(
      new HubError('the answer has more than 10000 bytes'),
    );
    expect(pulled).toBeLessThan(15);
  });

  test('what is not UTF-8', async () => {
    await expect(readAnswer(new Response(Uint8Array.of(0xff)), 10, 'the answer')).rejects.toThrow(
      new HubError('the answer is not UTF-8 text'),
    );
  });
});

test('whatever is answered is either refused in a sentence or gives plain names', () => {
  const truth = told(['config.json', 'model.safetensors', 'vocab.txt']);
  const anyAnswer = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.string()).map((names) => told(['config.json', 'model.safetensors', ...names])),
    fc
      .tuple(fc.nat(truth.length), fc.nat(5), fc.string({ maxLength: 5 }))
      .map(([at, length, put]) => truth.slice(0, at) + put + truth.slice(at + length)),
  );
  fc.assert(
    fc.property(anyAnswer, (text) => {
      const { fileNames, refusal } = outcome(text);
      expect(refusal === undefined || refusal instanceof HubError).toBe(true);
      for (const name of fileNames) expect(name).toMatch(/^\w[\w.-]*$/);
    }),
    { numRuns: 3000 },
  );
});

function outcome(text: string): { fileNames: ReadonlySet<string>; refusal?: unknown } {
  try {
    return parse(text);
  } catch (refusal) {
    return { fileNames: new Set(), refusal };
  }
}
