import { readAnswer } from '../../src/hub/answer.ts';
import { parseSnapshot } from '../../src/hub/snapshot.ts';
import { demand, encoded, type Target } from './target.ts';

interface Sibling {
  readonly rfilename?: unknown;
  readonly size?: unknown;
  readonly blobId?: unknown;
  readonly lfs?: { readonly sha256?: unknown };
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const told = (...names: readonly unknown[]) =>
  JSON.stringify({ id: 'a/b', sha: commit, siblings: names.map((rfilename) => ({ rfilename })) });

const blob = 'fedcba9876543210fedcba9876543210fedcba98';
const described = JSON.stringify({
  sha: commit,
  siblings: [
    { rfilename: 'config.json', size: 570, blobId: blob },
    { rfilename: 'model.safetensors', size: 9e8, blobId: blob, lfs: { sha256: 'ab'.repeat(32), size: 9e8 } },
  ],
});

/** What the hub tells of a model: a commit that can be part of a path, and names that are plain and occur in the answer. */
export const hubAnswer: Target = {
  name: 'hub',
  corpus: encoded(
    told('config.json', 'model.safetensors', 'vocab.txt', 'README.md'),
    told('config.json', 'model.safetensors.index.json', 'model-00001-of-00002.safetensors'),
    told('config.json', 'model.safetensors', '../vocab.txt', 'a/b.safetensors', 7, null),
    told('config.json', 'pytorch_model.bin'),
    described,
  ),
  tokens: encoded(
    '"sha":',
    '"siblings":',
    '{"rfilename":"x.safetensors"},',
    '"__proto__":{},',
    '"lfs":{"sha256":',
    '"blobId":',
    '"size":-1,',
    '../',
    '\\u0000',
    '\\n',
    '.safetensors',
    ...'[]{}",:'.split(''),
    'null',
    '\ufeff',
  ),
  json: true,
  async check(bytes) {
    const text = await readAnswer(new Response(bytes.slice()), 2 ** 20, 'the answer');
    const { commit: found, fileNames, descriptions } = parseSnapshot(text, 'a/b');
    const answer = JSON.parse(text) as { sha: string; siblings: readonly (Sibling | null)[] };
    demand(found === answer.sha && /^[0-9a-f]{40}$/.test(found), 'the commit is another');
    for (const name of fileNames) {
      demand(/^\w[\w.-]*$/.test(name), 'a name is not plain');
      demand(
        answer.siblings.some((sibling) => sibling?.rfilename === name),
        'a name is not in the answer',
      );
    }
    demand(fileNames.has('config.json'), 'it is no model');
    for (const [name, { etag, size }] of descriptions) {
      demand(
        answer.siblings.some(
          (each) =>
            each?.rfilename === name &&
            each.size === size &&
            [each.lfs?.sha256 ?? each.blobId].includes(etag),
        ),
        'a file is described otherwise',
      );
      demand(
        /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(etag) && size! >= 0 && size! < 2 ** 53,
        'it is no description',
      );
    }
  },
};
