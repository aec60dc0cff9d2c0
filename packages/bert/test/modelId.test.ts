import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModelId, showModel } from '../src/hub/modelId.ts';
import { fileUrl, snapshotUrl } from '../src/hub/routes.ts';

test.each([
  ['bert-base-uncased', 'bert-base-uncased', 'main'],
  ['distilbert/distilbert-base-uncased', 'distilbert/distilbert-base-uncased', 'main'],
  ['a/b.c_d-e@v1.0', 'a/b.c_d-e', 'v1.0'],
  ['a/b@refs/pr/1', 'a/b', 'refs/pr/1'],
  ['a/b@feature/x+y', 'a/b', 'feature/x+y'],
])('%s is a model of the hub', (text, id, revision) => {
  expect(parseModelId(text)).toEqual({ id, revision });
});

test.each([
  '',
  '/',
  '/a/b',
  'a/b/c',
  'a/',
  '../a',
  'a/..',
  'a/b..c',
  'a--b/c',
  'a/.b',
  'a/b.',
  'a/b.git',
  '-a/b',
  './a',
  '~/a',
  'C:\\models\\a',
  'a\\b',
  'a/b\n',
  'a/b\u0000',
  'a/ b',
  'a/b?x=1',
  'a/b#c',
  'a/%2e%2e',
  'https://huggingface.co/a/b',
  'ä/b',
  `a/${'b'.repeat(97)}`,
  'a/b@',
  'a/b@..',
  'a/b@x/../y',
  'a/b@/x',
  'a/b@x/',
  'a/b@.x',
  'a/b@x.lock',
  'a/b@x\\y',
  'a/b@x y',
  'a/b@x\r\ny',
  `a/b@${'x'.repeat(201)}`,
])('%j is none', (text) => {
  expect(parseModelId(text)).toBeUndefined();
});

test('whatever is taken for an id stays below the paths that it is made part of', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\w./@-]*$/),
    fc
      .array(fc.constantFrom('a', '.', '..', '/', '@', '-', '%2e', '\\', 'main'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const model = parseModelId(text);
      if (!model) return;
      expect(showModel(model)).toBe(text === `${model.id}@main` ? model.id : text);
      const { pathname } = new URL(snapshotUrl('https://hub', model));
      expect(pathname).toBe(`/api/models/${model.id}/revision/${encodeURIComponent(model.revision)}`);
      expect(new URL(fileUrl('https://hub', model.id, 'c', 'f')).pathname).toBe(`/${model.id}/resolve/c/f`);
      const parts = [...model.id.split('/'), ...model.revision.split('/')];
      expect(parts.filter((part) => /^\.|^$|[\\/]|\.\./.test(part))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
