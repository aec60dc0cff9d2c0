import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const { browser, host } = await openRoom();

/** What axe finds in the page as it is now. */
async function violations({ page }: Person): Promise<string[]> {
  const { violations: found } = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Goes through the page's main states. */
async function* states(person: Person): AsyncGenerator<string> {
  const { page } = person;
  yield 'the first explanation';
  await page.locator('.settings summary').click();
  yield 'with its settings';
  await person.type('A noisy, hideous, and viciously cumbersome movie');
  await person.verdict.getByText('negative').waitFor();
  for (const view of ['Path', 'Layers', 'Numbers']) {
    await person.look(view);
    await page.locator('.waiting').waitFor({ state: 'detached' });
    yield view;
  }
  await page.getByRole('button', { name: 'take it away' }).first().click();
  await page.locator('.outcome').waitFor();
  yield 'what if';
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await page.locator('.verdict').nth(1).waitFor();
  yield 'a comparison';
  await person.type('');
  yield 'no text';
  await person.look('Many texts');
  await page.getByLabel(/or choose a/).setInputFiles({
    name: 'reviews.csv',
    mimeType: '',
    buffer: Buffer.from('text,label\na superb film,positive\n,negative\n'),
  });
  await page.getByText('2 of 2 texts').waitFor();
  yield 'many texts';
  await person.look('Model');
  await page
    .getByLabel('or its files')
    .setInputFiles({ name: 'x.txt', mimeType: '', buffer: Buffer.from('x') });
  await page.getByRole('alert').waitFor();
  yield 'models';
  for (const name of ['bert-token-classification', 'bert-question-answering']) {
    await person.look('Model');
    await page.getByLabel('A folder').setInputFiles(checkpointFolder(name));
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await person.look('One text');
    await page.locator('.examples button').first().click();
    await page.locator('.explained:not(.stale) .word.target').first().waitFor();
    yield name;
  }
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('axe finds nothing', async () => {
    // The page's policy lets no other script in.
    const person = await Person.at(browser, host.url, { colorScheme, bypassCSP: true });
    await person.page.addScriptTag({ path: axe });
    const found: Record<string, string[]> = {};
    for await (const state of states(person)) {
      const own = await violations(person);
      if (own.length > 0) found[state] = own;
    }
    expect(found).toEqual({});
    await person.leave();
  });
});

test.each([
  ['a phone', { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }],
  [
    'a narrow window with forced colours',
    { viewport: { width: 640, height: 700 }, forcedColors: 'active' as const },
  ],
])('on %s nothing is wider than the screen', async (_, options) => {
  const person = await Person.at(browser, host.url, options);
  for await (const state of states(person)) {
    const excess = await person.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect({ state, excess }).toEqual({ state, excess: 0 });
  }
  await person.leave();
});
