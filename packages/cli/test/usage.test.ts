import { describe, expect, test } from 'vitest';
import { gradlens, onFixture } from './support/gradlens.ts';

describe('wrong usage is told in one sentence, with status 2', () => {
  const rules = 'gausslegendre, riemann_left, riemann_right, riemann_middle, riemann_trapezoid';
  const layers = 'word_embeddings, embeddings, encoder.0, encoder.1, embedding_parts';
  const cases: [args: string[], sentence: string][] = [
    [['explian', 'text'], "unknown command 'explian' (did you mean explain?)"],
    [
      ['evaluate', 'data.tsv'],
      'input data.tsv: expected a file that ends in .txt, .jsonl or .csv; convert it first, for example with csvformat -t',
    ],
    [['convert', 'model.pt'], "required option '--config <name>' not specified (see gradlens --help)"],
    [
      ['convert', 'model.pt', '--config', 'bert-base-csaed', '--vocab', 'vocab.txt', '-o', 'dist'],
      'dist: there is something already; name another folder, or remove it',
    ],
    [['explain', 'text', '--stpes', '3'], "unknown option '--stpes' (did you mean --steps?)"],
    [['explain', 'text', '--tolerance', '0'], 'tolerance must be a number above 0, not "0"'],
    [['predict', 'text', '--steps', '3'], "unknown option '--steps' (see gradlens --help)"],
    [
      ['devices', 'here'],
      "too many arguments for 'devices'. Expected 0 arguments but got 1. (see gradlens --help)",
    ],
    [['inspect'], "missing required argument 'model' (see gradlens --help)"],
    [
      ['explain', 'text', '--format', 'jsonn'],
      'unknown format "jsonn" (did you mean json?): expected text, json, jsonl, html, svg, csv',
    ],
    [['predict', 'text', '--format', 'html'], 'unknown format "html": expected text, json, jsonl, csv'],
    [
      ['explain', 'text', 'other', ...onFixture, '--format', 'svg'],
      'format svg: a picture is of one explanation; explain one text and one target, or take --format html',
    ],
    [
      ['explain', 'text', '--json', '--format', 'text'],
      "option '--json' cannot be used with option '--format <name>' (see gradlens --help)",
    ],
    [
      ['explain', 'text', '--device', 'webgl'],
      'unknown device "webgl" (did you mean webgpu?): expected auto, webgpu, cpu, reference',
    ],
    [
      ['explain', 'text', '--method', 'gauslegendre'],
      `unknown method "gauslegendre" (did you mean gausslegendre?): expected adaptive, ${rules}`,
    ],
    [
      ['explain', 'text', '--baseline', 'maks'],
      'unknown baseline "maks" (did you mean mask?): expected pad, mask, zero, unk, mean, text:…, sampled:N',
    ],
    [['explain', 'text', '--steps', '2.5'], 'steps must be a whole number of at least 1, not "2.5"'],
    [['explain', 'text', '--batch-size', '0'], 'batch-size must be a whole number of at least 1, not "0"'],
    [['explain'], 'no text given: pass it as an argument, or - to read it from stdin'],
    [['explain', ''], 'the text is empty: there is no word to explain'],
    [['explain', 'text', ' \n\t'], 'text 2 is empty: there is no word to explain'],
    [['predict', '-'], 'the text on stdin is empty: there is no word to explain'],
    [
      ['explain', 'text', ...onFixture, '--target', 'postive'],
      'unknown target "postive" (did you mean positive?): expected predicted, sum, all, an index below 2 or a label (negative, positive)',
    ],
    [
      ['explain', 'text', ...onFixture, '--layer', 'embedings'],
      `unknown layer "embedings" (did you mean embeddings?): expected ${layers}`,
    ],
    [
      ['explain', 'text', ...onFixture, '--method', 'riemann_left', '--steps', '1'],
      'steps must be a whole number from 2 to 1000000 for riemann_left, not 1',
    ],
    [
      ['explain', 'text', ...onFixture, '--explainer', 'saliency', '--steps', '3'],
      'saliency takes no steps; leave out --steps',
    ],
    [
      ['explain', 'text', ...onFixture, '--explainer', 'occlusion', '--baseline', 'zero'],
      'baseline "zero": occlusion replaces tokens, which that is not; use one of pad, mask, unk, text:…, sampled:N',
    ],
    [
      ['explain', 'text', ...onFixture, '--explainer', 'layer_conductance'],
      'layer: name the one that the change flows through: encoder.0, encoder.1',
    ],
    [
      ['explain', 'text', ...onFixture, '--output', 'margin', '--against', 'positive', '--target', '1'],
      'against "positive": that is the target itself; name another label',
    ],
    [
      ['explain', 'text', ...onFixture, '--target', 'sum', '--output', 'probability'],
      'target "sum": probabilities always sum to 1; name a label',
    ],
    [
      ['explain', 'text', ...onFixture, '--neuron', 'encoder.7:1'],
      'unknown neuron "encoder.7:1": expected encoder.N:I with N below 2 and I below 16',
    ],
    [
      ['explain', 'text', ...onFixture, '--neuron', 'encoder.0:1', '--layer', 'encoder.1'],
      'neuron "encoder.0:1": it comes before encoder.1, which does not reach it',
    ],
    [
      ['explain', 'text', ...onFixture, '--baseline', 'sampled:3'],
      'baseline "sampled:3": there are no texts to choose from; --baseline-texts gives them',
    ],
    [
      ['explain', 'text', ...onFixture, '--explainer', 'occlusion', '--smooth-samples', '3'],
      'occlusion goes by tokens, which take no noise; leave out --smooth-samples',
    ],
    [
      ['explain', 'text', ...onFixture, '--seed', '3'],
      'integrated_gradients draws nothing here; leave out --seed',
    ],
    [
      ['explain', 'text', '--pair', 'other', ...onFixture, '--window'],
      'window: two texts are read together, not in windows; leave out --window',
    ],
    [
      ['explain', 'text', '--baseline', '\u001b[2J'],
      'unknown baseline "\\u{1b}[2J": expected pad, mask, zero, unk, mean, text:…, sampled:N',
    ],
  ];

  test.each(cases)('gradlens %j', async (args, sentence) => {
    expect(await gradlens(args)).toEqual({ status: 2, stdout: '', stderr: `gradlens: ${sentence}\n` });
  });
});

test('without a command, help goes to stderr', async () => {
  const { status, stdout, stderr } = await gradlens([]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^Usage: gradlens/);
});

test('help and version are data', async () => {
  const help = await gradlens(['explain', '--help']);
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(/^Usage: gradlens explain .*--baseline <name>/s);
  expect(await gradlens(['--version'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
