import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Prediction } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { articleCases, torchFile } from '../../../fixtures/torchFiles.ts';
import { fixture, gradlens, start, type Outcome } from './support/gradlens.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-convert-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const article = (name: string) => torchFile(`article/${name}`);
const sizes = ['--config', article('config.json'), '--vocab', article('vocab.txt')];
const converted = (file: string, ...more: string[]) =>
  gradlens(['convert', file, ...sizes, '-o', join(folder, 'made'), ...more]);

test('a tokenizer.json is taken as it is, and reads texts as the vocab.txt of the same tokens does', async () => {
  const made = [join(folder, 'a'), join(folder, 'b')];
  const config = ['convert', article('bert_model.pt'), '--config', article('config.json')];
  await gradlens([...config, '--vocab', article('vocab.txt'), '-o', made[0]!]);
  const json = join(fixture('electra'), 'tokenizer.json');
  expect(await gradlens([...config, '--vocab', json, '-o', made[1]!])).toMatchObject({ status: 0 });
  expect(readFileSync(join(made[1]!, 'tokenizer.json'))).toEqual(readFileSync(json));
  const [ofText, ofJson] = await Promise.all(
    made.map(async (model) => {
      const { stdout } = await gradlens(['predict', 'The movie is superb', '--json', '--model', model]);
      return (JSON.parse(stdout) as Prediction).prediction;
    }),
  );
  expect(ofJson).toEqual(ofText);
});

describe("the article's model", () => {
  let outcome: Outcome;
  beforeEach(async () => {
    outcome = await converted(article('bert_model.pt'));
  });

  test('is a folder, and nothing else is left', async () => {
    expect(outcome).toEqual({
      status: 0,
      stdout: '',
      stderr: `gradlens: ${article('bert_model.pt')}: the classifier is called linear, as in the article's BertClassifier: the logits are taken after its relu ("classifier_activation" in config.json)\n`,
    });
    expect(readdirSync(folder)).toEqual(['made']);
    expect(readdirSync(join(folder, 'made')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    const { stdout } = await gradlens(['inspect', join(folder, 'made')]);
    expect(stdout).toMatch(/BertForSequenceClassification, relu on the logits\n/);
    expect(stdout).toMatch(/labels +LABEL_0, LABEL_1\n/);
  });

  /**
   * How far from the article's own code an attribution may be, as a share of the largest: that code runs in float32, where rounding moves it by
   * some 1e-6, and more where the path crosses the point at which the ReLU switches.
   */
  const tolerance = 1e-4;

  // On a software GPU each length of text compiles for seconds.
  test.each([
    ['reference', articleCases],
    ['cpu', articleCases],
    ['webgpu', articleCases.slice(0, 1)],
  ] as const)("is explained as the article's code explains it, on %s", async (device, cases) => {
    const input = join(folder, 'texts.txt');
    writeFileSync(input, cases.map(({ text }) => `${text}\n`).join(''));
    const settings = ['--target', 'sum', '--method', 'gausslegendre', '--steps', '50', '--baseline', 'pad'];
    const { status, stdout } = await gradlens([
      'explain',
      '--model',
      join(folder, 'made'),
      '--device',
      device,
      '--input',
      input,
      '--format',
      'jsonl',
      ...settings,
    ]);
    expect(status).toBe(0);
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toHaveLength(cases.length);
    for (const [i, expected] of cases.entries()) {
      const { tokens, prediction, target, convergence } = records[i];
      expect(tokens.map((token: { token: string }) => token.token)).toEqual(expected.tokens);
      const far = (actual: readonly number[], wanted: readonly number[]) =>
        Math.max(...wanted.map((value, at) => Math.abs(value - actual[at]!)));
      expect(far(prediction.logits, expected.logits)).toBeLessThan(1e-5);
      const attributions = tokens.map((token: { attribution: number }) => token.attribution);
      const largest = Math.max(...expected.attributions.map(Math.abs));
      expect(far(attributions, expected.attributions)).toBeLessThan(tolerance * largest);
      // The article's delta has an entry for each logit: what is attributed to their sum, less the change of that logit.
      const attributed = expected.attributions.reduce((a, b) => a + b);
      const changes = expected.delta.map((delta) => attributed - delta);
      expect(target.value - target.baselineValue).toBeCloseTo(changes[0]! + changes[1]!, 4);
      expect(convergence.delta).toBeCloseTo(attributed - changes[0]! - changes[1]!, 4);
    }
  });
});

test('a published configuration is known by its name, and has its vocabulary', async () => {
  const args = [
    'convert',
    article('bert_model.pt'),
    '--vocab',
    article('vocab.txt'),
    '-o',
    join(folder, 'made'),
  ];
  expect(await gradlens([...args, '--config', 'bert-base-cased'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^gradlens: \S+bert_model.pt: not the weights that bert-base-cased describes: "bert.encoder.layer.2.attention.self.query.weight" is missing, .* and 197 more\n$/,
    ),
  });
  expect(await gradlens([...args, '--config', 'bert-base-csaed'])).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'gradlens: unknown config "bert-base-csaed" (did you mean bert-base-cased?): expected bert-base-cased, bert-base-uncased, bert-large-cased, bert-large-uncased, bert-base-multilingual-cased, config.json\n',
  });
  expect(readdirSync(folder)).toEqual([]);
});

describe('what cannot be converted leaves nothing behind', () => {
  test.each([
    ['values/legacy.pt', 1, /in the format of before torch 1\.6, .*torch\.save\(torch\.load\(/],
    [
      'values/whole-model.pt',
      1,
      /it names "torch\.nn\.modules\.linear\.Linear", .*torch\.save\(model\.state_dict\(\)/,
    ],
    [
      'values/values.pt',
      1,
      /no classifier: expected "classifier\.weight" or "linear\.weight" and its bias; beside "bert\.…" there is "/,
    ],
    ['article/vocab.txt', 1, /not a file that torch\.save writes/],
    ['none.pt', 1, /no such file/],
  ])('%s', async (name, status, sentence) => {
    const outcome = await converted(torchFile(name));
    expect(outcome).toMatchObject({ status, stdout: '' });
    expect(outcome.stderr).toMatch(/^gradlens: [^\n]*\n$/);
    expect(outcome.stderr).toMatch(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('weights that are not finite', async () => {
    const bytes = readFileSync(article('bert_model.pt'));
    const { offset, ...place } = weightsOfLinear(bytes);
    bytes.writeFloatLE(Infinity, offset);
    // Without a checksum, as torch writes them when it is told to.
    bytes.writeUInt32LE(0, place.checksum);
    const file = join(folder, 'a.pt');
    writeFileSync(file, bytes);
    expect(await converted(file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `gradlens: ${file}: tensor "classifier.bias" holds Infinity at [0]; a model's weights must be finite\n`,
    });
    expect(readdirSync(folder)).toEqual(['a.pt']);
  });

  test('a vocabulary of another model', async () => {
    const vocabulary = join(folder, 'vocab.txt');
    writeFileSync(vocabulary, readFileSync(article('vocab.txt'), 'utf8') + 'more\n'.repeat(9));
    const args = [
      'convert',
      article('bert_model.pt'),
      '--config',
      article('config.json'),
      '-o',
      join(folder, 'made'),
    ];
    const { status, stderr } = await gradlens([...args, '--vocab', vocabulary]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^gradlens: \S+vocab.txt: \d+ tokens, but \S+config.json has \d+\n$/);
    writeFileSync(vocabulary, 'the\n');
    const outcome = await gradlens([...args, '--vocab', vocabulary]);
    expect(outcome.stderr).toMatch(/^gradlens: \S+vocab.txt: no unk token "\[UNK\]"; [^\n]*\n$/);
    expect(readdirSync(folder)).toEqual(['vocab.txt']);
  });

  test('an interruption', async () => {
    const large = join(folder, 'bert_model.pt');
    cpSync(article('bert_model.pt'), large);
    const program = start(['convert', large, ...sizes, '-o', join(folder, 'made')]);
    const status = new Promise((resolve) => program.on('close', resolve));
    while (readdirSync(folder).length === 1) await new Promise((resolve) => setTimeout(resolve, 1));
    program.kill('SIGINT');
    // It may have been finished in the meantime; then it is whole.
    const left = (await status) === 130 ? ['bert_model.pt'] : ['bert_model.pt', 'made'];
    expect(readdirSync(folder)).toEqual(left);
    expect(existsSync(join(folder, 'made/model.safetensors'))).toBe(left.includes('made'));
  });
});

test('what is no file of torch, or no place, is told as such', async () => {
  expect(await converted(article('half.pt'), '--config', 'none.json')).toMatchObject({
    status: 1,
    stderr: 'gradlens: none.json: no such file\n',
  });
  const here = ['convert', article('half.pt'), ...sizes, '-o', '.'];
  expect(await gradlens(here, { cwd: folder })).toEqual({
    status: 2,
    stdout: '',
    stderr: 'gradlens: "." is the folder that this runs in; name a new one\n',
  });
  expect(readdirSync(folder)).toEqual([]);
  expect(await gradlens(['inspect', article('half.pt')])).toEqual({
    status: 1,
    stdout: '',
    stderr: `gradlens: ${article('half.pt')}: a file of torch; make the folder of a model of it: gradlens convert FILE --config bert-base-cased --vocab vocab.txt -o DIR\n`,
  });
});

test.each([
  [['my.pt', 'training_args.bin', 'optimizer.pt'], 'my.pt', 'bert-base-cased'],
  [['other.bin', 'pytorch_model.bin', 'config.json'], 'pytorch_model.bin', 'config.json'],
])('a folder of %j says how it is converted', async (names, file, config) => {
  for (const name of names) cpSync(article(name === 'config.json' ? name : 'half.pt'), join(folder, name));
  for (const command of [
    ['inspect', folder],
    ['predict', '--model', folder, 'a superb film'],
  ]) {
    expect(await gradlens(command)).toEqual({
      status: 1,
      stdout: '',
      stderr: `gradlens: ${folder}: its only weights are those of torch in ${file}; make the folder of a model of them: gradlens convert ${file} --config ${config} --vocab vocab.txt -o DIR\n`,
    });
  }
});

test('a folder of several pickled files says how they are written anew', async () => {
  for (const n of [1, 2]) cpSync(article('half.pt'), join(folder, `pytorch_model-0000${n}-of-00002.bin`));
  expect((await gradlens(['inspect', folder])).stderr).toMatch(
    /its only weights are 2 pickled files like pytorch_model-0000\d-of-00002\.bin; write model\.safetensors beside them: python -c '/,
  );
});

test('tokens that stand in files of their own go along', async () => {
  const tokens = readFileSync(article('vocab.txt'), 'utf8').trimEnd().split('\n');
  const added = JSON.stringify({ [tokens.at(-1)!]: tokens.length - 1 });
  const contents = { 'added_tokens.json': added, 'special_tokens_map.json': '{}' };
  const vocabulary = join(folder, 'vocab.txt');
  cpSync(article('vocab.txt'), vocabulary);
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
  const made = join(folder, 'made');
  const config = ['--config', article('config.json'), '--vocab', vocabulary];
  await gradlens(['convert', article('half.pt'), ...config, '-o', made]);
  for (const [name, text] of Object.entries(contents))
    expect(readFileSync(join(made, name), 'utf8')).toBe(text);
});

test('a folder with something in it is not touched, an empty one is taken', async () => {
  const made = join(folder, 'made');
  mkdirSync(made);
  writeFileSync(join(made, 'notes.txt'), 'mine');
  expect(await converted(article('half.pt'))).toEqual({
    status: 2,
    stdout: '',
    stderr: `gradlens: ${made}: there is something already; name another folder, or remove it\n`,
  });
  expect(readdirSync(folder)).toEqual(['made']);
  rmSync(join(made, 'notes.txt'));
  expect(await converted(article('half.pt'), '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readdirSync(made)).toHaveLength(4);
});

test('a tokenizer_config.json beside the vocabulary goes along', async () => {
  const vocabulary = join(folder, 'vocab.txt');
  cpSync(article('vocab.txt'), vocabulary);
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"do_lower_case": false, "strip_accents": true}');
  const made = join(folder, 'made');
  const args = [
    'convert',
    article('bert_model.pt'),
    '--config',
    article('config.json'),
    '--vocab',
    vocabulary,
  ];
  expect((await gradlens([...args, '-o', made, '--quiet'])).status).toBe(0);
  expect(readFileSync(join(made, 'tokenizer_config.json'), 'utf8')).toContain('strip_accents');
});

/** Where the classifier's bias lies, the last storage that torch wrote, and the checksum in the directory. */
function weightsOfLinear(bytes: Buffer): { offset: number; checksum: number } {
  const directory = bytes.readUInt32LE(bytes.length - 6);
  for (let at = directory, last = { offset: 0, checksum: 0 }; ;) {
    if (bytes.readUInt32LE(at) !== 0x0201_4b50) return last;
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const offset = header + 30 + nameLength + bytes.readUInt16LE(header + 28);
    if (/\/data\/\d+$/.test(name)) last = { offset, checksum: at + 16 };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30);
  }
}
