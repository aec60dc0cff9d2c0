import { readDescription } from '../../src/hub/description.ts';
import { ModelError } from '../../src/errors.ts';
import { isWeightsName } from '../../src/modelFiles.ts';
import { demand, encoded, type Target } from './target.ts';

const answers = [
  'HTTP 200',
  'ETag: "fedcba9876543210fedcba9876543210fedcba98"',
  'Content-Length: 570',
  'vocab.txt',
].join('\n');
const redirects = [
  'HTTP 302',
  'ETag: "of-the-storage"',
  `X-Linked-ETag: "${'ab'.repeat(32)}"`,
  'X-Linked-Size: 440449768',
  'Location: https://storage/x',
  'model.safetensors',
].join('\n');

/** What the hub tells of a file: contents that can be the name of a file, and a size that such a file may have. */
export const hubHeaders: Target = {
  name: 'headers',
  corpus: encoded(answers, redirects, answers.replace('ETag: "', 'ETag: W/"'), answers.replace('570', '1e9')),
  tokens: encoded(
    'X-Linked-Size: ',
    'X-Linked-ETag: ',
    'ETag: ',
    'Content-Length: ',
    'model.safetensors',
    'W/"',
    '../',
    '\n',
    '99999999999999999999',
    '67108865',
    'Infinity',
    ', ',
  ),
  check(bytes) {
    const lines = new TextDecoder('latin1').decode(bytes).split('\n');
    // As long as names are that are asked for.
    const fileName = lines.at(-1)!.slice(0, 128);
    const description = readDescription(responseOf(lines.slice(0, -1)), fileName, fileName);
    const { etag, size } = description;
    demand(/^\w[\w-]*$/.test(etag) && etag.length <= 128, 'the etag is no name of a file');
    demand(
      lines.some((line) => line.includes(etag)),
      'nobody told that etag',
    );
    if (size === undefined) return demand(!isWeightsName(fileName), 'weights without a size');
    demand(Number.isSafeInteger(size) && size >= 0, 'the size is none');
    demand(isWeightsName(fileName) || size <= 64 * 2 ** 20, 'a text is too large');
    demand(
      lines.some((line) => new RegExp(`:\\s*0*${size}\\s*$`).test(line)),
      'nobody told that size',
    );
  },
};

/** What is no answer of HTTP does not come so far. */
function responseOf([first = '', ...lines]: readonly string[]): Response {
  try {
    const status = Number(first.slice('HTTP '.length));
    return new Response(null, {
      status,
      headers: lines.map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at), line.slice(at + 1)] as [string, string];
      }),
    });
  } catch (cause) {
    throw new ModelError('no answer', { cause });
  }
}
