import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumLaunchOptions } from '../../../scripts/software-gpu.mjs';
import type { Explanation } from '../src/explanation.ts';
import type { Evaluation } from '../src/evaluation/evaluate.ts';
import { documentOf } from '../src/render/format.ts';
import { evaluationPage } from '../src/render/html/evaluation.ts';
import { explanationPage, explanationsPage } from '../src/render/html/page.ts';
import { script, scriptHash } from '../src/render/html/script.ts';
import type { Failure, Recorded } from '../src/render/recorded.ts';
import { evaluationOf } from './support/evaluations.ts';
import { explanationOf } from './support/explanations.ts';

const attack = '<script>document.title="owned"</script><img src=x onerror=alert(1)>';
const long = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4);

const praise = explanationOf([
  ['A', 0.2],
  ['superb', 1.9],
  ['film', -0.6],
  [attack, 0.9],
  ['סרט', -1.2],
  [long, 0.4],
]);
const records: (Recorded<Explanation> | Failure)[] = [
  {
    ...praise,
    id: attack,
    label: attack,
    model: { ...praise.model, name: attack, labels: [attack, 'positive'] },
  },
  { ...explanationOf([['dull', -1.5]], [['Nobody', 0.2]]), id: 'b', label: 'negative' },
  { version: 1, line: 3, error: `not JSON: ${attack}` },
  {
    ...praise,
    id: 'd',
    prediction: { ...praise.prediction, probabilities: [0.4, 0.6] },
    convergence: { ...praise.convergence, delta: -0.5, relativeDelta: -0.3 },
    notices: [{ code: 'truncated', message: 'the last 12 tokens were dropped' }],
    tokens: praise.tokens.map((token) => ({
      ...token,
      ...(token.special && { attribution: 1 }),
      parts: { word: token.attribution, position: 0, type: 0 },
    })),
    words: praise.words.map((word) => ({
      ...word,
      parts: { word: word.attribution, position: 0, type: 0 },
    })),
    layers: Array.from({ length: 12 }, (_, i) => ({
      layer: `encoder.${i}`,
      convergence: praise.convergence,
      tokens: praise.tokens.map(({ attribution }) => attribution * (1 - i / 20)),
      words: praise.words.map(({ attribution }) => attribution * (1 - i / 20)),
    })),
  },
  { ...praise, id: 'e', method: { ...praise.method, name: 'saliency' } },
];
const evaluation: Evaluation = {
  ...evaluationOf(40, [
    ['integrated_gradients', `text:${attack} ${long}`, 0.7],
    ['saliency', null, 0.3],
    ['random', null, -0.1],
  ]),
  model: { ...praise.model, name: attack },
  data: `${attack}.csv`,
};
const pages = {
  one: documentOf(explanationPage, [{ ...praise, model: { ...praise.model, name: attack } }]),
  many: documentOf(explanationsPage, records),
  evaluation: evaluationPage(evaluation),
};

const folder = mkdtempSync(join(tmpdir(), 'gradlens-report-'));
let browser: Browser;
beforeAll(async () => {
  for (const [name, page] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), page);
  browser = await chromium.launch(await chromiumLaunchOptions());
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page from the disk, without a network; `complaints` are what it asks for and what it reports. */
async function open(
  name: keyof typeof pages,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const file = pathToFileURL(join(folder, `${name}.html`)).href;
  const complaints: string[] = [];
  page.on('request', (request) => request.url() !== file && complaints.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(file);
  return { page, complaints };
}

const openDetails = (page: Page) =>
  page.locator('details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '');
  });
const shownNames = (page: Page) => page.locator('.records > tbody > tr:not([hidden]) > th').allTextContents();

describe.each(['one', 'many', 'evaluation'] as const)('the page %s', (name) => {
  test.each(['light', 'dark'] as const)('has no fault that axe finds, in %s', async (colorScheme) => {
    for (const width of [1280, 360]) {
      const { page } = await open(name, { colorScheme, viewport: { width, height: 900 } });
      await openDetails(page);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
      await page.context().close();
    }
  });

  test.each([320, 768, 1280])('fits into a window of %i pixels', async (width) => {
    const { page } = await open(name, { viewport: { width, height: 800 } });
    await openDetails(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe.each(['one', 'many'] as const)('a page of %s', (name) => {
  test('shows markup in texts and names as text, and asks nobody for anything', async () => {
    const { page, complaints } = await open(name);
    await openDetails(page);
    expect(await page.title()).toMatch(/^What moved the predictions?$/);
    expect(await page.locator('.text').first().innerText()).toContain(attack);
    expect(await page.locator('dd').allInnerTexts()).toContain(attack);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('can be read without scripts', async () => {
    const { page } = await open(name, { javaScriptEnabled: false });
    expect(await page.locator('.text').first().innerText()).toContain('superb');
    await expect(page.locator('.search').isVisible()).resolves.toBe(false);
    expect(await page.locator('th button').count()).toBe(0);
  });
});

test('the page allows the script that it has', () => {
  expect(scriptHash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`);
  expect(pages.many).toContain(`script-src '${scriptHash}'`);
});

test('rows are sorted by the columns, failures last', async () => {
  const { page } = await open('many');
  const sortBy = async (title: string) => {
    await page.getByRole('button', { name: title }).click();
    return shownNames(page);
  };
  expect(await sortBy('Predicted label')).toEqual([attack, 'b', 'e', 'd', '3']);
  expect(await sortBy('Predicted label')).toEqual(['d', attack, 'b', 'e', '3']);
  expect(await page.getByRole('columnheader', { name: 'Predicted label' }).getAttribute('aria-sort')).toBe(
    'ascending',
  );
  expect((await sortBy('Delta'))[0]).toBe('d');
  expect((await sortBy('True label')).slice(0, 2)).toEqual([attack, 'b']);
  expect(await sortBy('#')).toEqual([attack, 'b', '3', 'd', 'e']);
});

test('rows are found by their texts and names', async () => {
  const { page } = await open('many');
  const search = page.getByLabel('Search');
  await search.fill('NOBODY');
  expect(await shownNames(page)).toEqual(['b']);
  expect(await page.locator('output').innerText()).toBe('1 of 5 texts');
  // A number of the table behind a row is no text of it.
  await search.fill('1.900');
  expect(await shownNames(page)).toEqual([]);
  await search.fill('');
  expect(await shownNames(page)).toHaveLength(5);
});

test('special tokens can be hidden', async () => {
  const { page } = await open('many', { javaScriptEnabled: false });
  const special = page.locator('mark.special').first();
  expect(await special.isVisible()).toBe(true);
  await page.getByRole('checkbox').uncheck();
  expect(await special.isVisible()).toBe(false);
});

test('a column without true labels is not shown', async () => {
  const { page } = await open('one');
  await expect(page.locator('td.label').isVisible()).resolves.toBe(false);
});

test('an evaluation shows names as text, its places by their rank, and asks nobody for anything', async () => {
  const { page, complaints } = await open('evaluation', { javaScriptEnabled: false });
  expect(await page.locator('img, script').count()).toBe(0);
  const extent = await page.locator('p').first().innerText();
  expect(extent.replaceAll(/[\u2066-\u2069]/g, '').split(attack)).toHaveLength(3);
  const names = page.locator('section').first().locator('tbody th');
  expect((await names.allInnerTexts()).map((name) => name.split(',')[0])).toEqual([
    'integrated gradients',
    'saliency',
    'random',
  ]);
  expect(await page.locator('section').count()).toBe(7);
  expect(complaints).toEqual([]);
});
