import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

let person: Person;
afterEach(() => person.leave());

/** All that the page does, but for the hub. */
async function useAll({ page }: Person): Promise<void> {
  for (const view of ['What if?', 'Path', 'Layers', 'Numbers', 'Words']) await person.look(view);
  for (const name of ['HTML', 'SVG', 'PNG', 'CSV', 'JSON']) await person.saved(name);
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await person.type('A dull film');
  await person.verdict.getByText('negative').waitFor();
  await person.look('Many texts');
  await page.getByLabel(/or choose a/).setInputFiles({
    name: 'reviews.csv',
    mimeType: '',
    buffer: Buffer.from('text\na superb film\na dull film\n'),
  });
  await page.getByText('2 of 2 texts').waitFor();
  for (const name of ['HTML', 'CSV', 'JSONL']) await person.saved(name);
  await person.look('Model');
  await page.getByLabel('Keep models').check();
  await page.getByLabel('A folder').setInputFiles(checkpointFolder('cased-gelu-new'));
  await page.getByRole('button', { name: 'Open cased-gelu-new' }).click();
  await page.getByRole('heading', { name: 'cased-gelu-new' }).waitFor();
  await page.getByLabel('Compute on').selectOption('plain');
  await page.getByRole('button', { name: 'Back to the bundled model' }).click();
  await page.getByRole('heading', { name: 'film-reviews' }).waitFor();
  await page.getByText('2 threads').waitFor({ state: 'detached' });
}

test('nothing is asked of another origin', async () => {
  person = await Person.at(browser, host.url);
  await useAll(person);
  const elsewhere = person.requests.filter(
    (url) => !url.startsWith(`${host.origin}/`) && !url.startsWith(`blob:${host.origin}/`),
  );
  expect(elsewhere).toEqual([]);
  expect(person.requests.length).toBeGreaterThan(5);
});

test('nobody can be asked anything: the policy binds the page and its worker', async () => {
  person = await Person.at(browser, host.url);
  const { page } = person;
  await page
    .context()
    .route('https://example.org/**', (route) =>
      route.fulfill({ body: 'leaked', headers: { 'access-control-allow-origin': '*' } }),
    );
  const ask = () =>
    fetch('https://example.org/').then(
      (response) => response.text(),
      () => 'refused',
    );
  const [worker] = page.workers();
  expect([await page.evaluate(ask), await worker!.evaluate(ask)]).toEqual(['refused', 'refused']);
  person.forgive();
});

test('the page was opened, and the network is off', async () => {
  person = await Person.at(browser, host.url);
  // Parts that come when they are wanted are there by then: the page has asked for them.
  await person.page.waitForLoadState('networkidle');
  await person.page.context().setOffline(true);
  const before = person.requests.length;
  await useAll(person);
  // Files that the page makes itself, and models that it was given.
  expect(person.requests.slice(before).filter((url) => !url.startsWith('blob:'))).toEqual([]);
});

const hostile =
  '<img src=x onerror="document.title=\'taken over\'"><script>document.title="taken over"</script>';

test('markup in texts, labels and names of files stays text, exports included', async () => {
  person = await Person.at(browser, host.url);
  const { page } = person;
  const folder = checkpointFolder('uncased-gelu');
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
  const labels = {
    id2label: { 0: hostile, 1: `not ${hostile}` },
    label2id: { [hostile]: 0, [`not ${hostile}`]: 1 },
  };
  await person.look('Model');
  await page.getByLabel('or its files').setInputFiles([
    { name: 'config.json', mimeType: '', buffer: Buffer.from(JSON.stringify({ ...config, ...labels })) },
    ...(await Promise.all(
      ['model.safetensors', 'tokenizer.json', 'vocab.txt', 'tokenizer_config.json'].map(async (name) => ({
        name,
        mimeType: '',
        buffer: await readFile(join(folder, name)),
      })),
    )),
  ]);
  await page.getByRole('heading', { name: 'the picked files' }).waitFor();
  await person.look('One text');
  await person.type(`a film ${hostile}`);
  await expect.poll(() => person.verdict.textContent()).toContain('<img src=x onerror=');
  for (const view of ['What if?', 'Path', 'Layers', 'Numbers', 'Words']) await person.look(view);
  await page.getByRole('button', { name: 'take it away' }).click();
  await page.locator('.outcome').waitFor();
  for (const name of ['HTML', 'SVG']) {
    const { content } = await person.saved(name);
    const reader = await page.context().newPage();
    await reader.setContent(content.toString());
    expect(await reader.locator('img, [onerror]').count()).toBe(0);
    expect(await reader.title()).not.toBe('taken over');
    expect(await reader.locator('body').textContent()).toContain('<img src=x onerror=');
    await reader.close();
  }
  await person.saved('PNG');

  await person.look('Many texts');
  await page.getByLabel(/or choose a/).setInputFiles({
    name: `${hostile.replaceAll('/', '∕')}.csv`,
    mimeType: '',
    buffer: Buffer.from(
      `id,text,label\n"${hostile.replaceAll('"', '""')}","${hostile.replaceAll('"', '""')}","${hostile.replaceAll('"', '""')}"\n`,
    ),
  });
  await page.getByText('1 of 1 texts').waitFor();
  await page.getByLabel(/or choose a/).setInputFiles({
    name: `${hostile.replaceAll('/', '∕')}.csv`,
    mimeType: '',
    buffer: Buffer.from('nothing\n1\n'),
  });
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('<img src=x onerror=');
  await person.page.goto(
    `${host.url}#text=${encodeURIComponent(hostile)}&target=${encodeURIComponent(hostile)}&baseline=${encodeURIComponent(hostile)}`,
  );
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('<img src=x onerror=');
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await page.title()).not.toBe('taken over');
});
