import { afterEach, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

let person: Person;
afterEach(() => person.leave());

test('where the model does not come at first, it can be tried again', async () => {
  person = await Person.enter(browser, host.url, (page) =>
    page.route('**/*.safetensors', (route) => route.abort()),
  );
  const { page } = person;
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(
    /model\.safetensors: localhost:\d+ could not be reached: the network or the server is off$/,
  );
  expect(await page.locator('.waiting').textContent()).toBe('There is no model to explain it.');
  await page.unroute('**/*.safetensors');
  await page.getByRole('button', { name: 'Try again' }).click();
  await person.verdict.waitFor();
  person.forgive();
});

test('streams that cannot be gone through by themselves are read all the same', async () => {
  person = await Person.enter(browser, host.url, (page) =>
    page.route('**/worker-*.js', async (route) => {
      const response = await route.fetch();
      const body = `delete ReadableStream.prototype[Symbol.asyncIterator];\n${await response.text()}`;
      await route.fulfill({ response, body });
    }),
  );
  await person.verdict.waitFor();
  expect(await person.verdict.textContent()).toContain('positive');
});

test.each([
  'explainer=constructor&method=toString&steps=-1&layer=nowhere',
  'target=nobody',
  'baseline=nothing',
  'target=all',
])('a link that asks for what there is not (%s) leads to no dead end', async (hash) => {
  person = await Person.enter(browser, `${host.url}#${hash}`);
  const usual = person.page.getByRole('button', { name: 'Explain it as usual' });
  await usual.or(person.verdict).waitFor();
  if (await usual.isVisible()) await usual.click();
  await person.verdict.waitFor();
  expect(await person.verdict.textContent()).toContain('positive');
});

test('two models that are kept under one name stay two', async () => {
  person = await Person.at(browser, host.url);
  const { page } = person;
  await person.look('Model');
  await page.getByLabel('Keep models').check();
  for (const name of ['cased-gelu-new', 'cased-gelu-new (2)']) {
    await page.getByLabel('A folder').setInputFiles(checkpointFolder('cased-gelu-new'));
    await page.getByRole('button', { name: `Open ${name}`, exact: true }).waitFor();
  }
  await page.getByRole('button', { name: 'Remove cased-gelu-new', exact: true }).click();
  await page.getByRole('button', { name: 'Open cased-gelu-new', exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Open cased-gelu-new (2)' }).click();
  await page.getByRole('heading', { name: 'cased-gelu-new (2)' }).waitFor();
  expect(await page.locator('.facts').textContent()).toContain('3 layers');
});

test('a data set is not gone on with by another model', async () => {
  person = await Person.at(browser, host.url);
  const { page } = person;
  await person.look('Many texts');
  const lines = Array.from({ length: 3000 }, (_, i) => `film number ${i} is a superb film`);
  await page
    .getByLabel(/or choose a/)
    .setInputFiles({ name: 'long.txt', mimeType: '', buffer: Buffer.from(lines.join('\n')) });
  await page.locator('.records tbody tr').first().waitFor();
  await person.look('Model');
  await page.getByLabel('A folder').setInputFiles(checkpointFolder('regression-relu-half'));
  await page.getByRole('heading', { name: 'regression-relu-half' }).waitFor();
  await person.look('Many texts');
  expect(await page.getByRole('alert').textContent()).toBe('Stopped: another model was asked for.');
  // A regression predicts a number, and no label.
  await person.look('One text');
  await expect
    .poll(() => page.locator('.explains').textContent())
    .toContain('Explained is the predicted rating.');
});

test('a worker that ends is begun anew, with the model that it had', async () => {
  person = await Person.at(browser, host.url);
  const [worker] = person.page.workers();
  await worker!.evaluate(() => {
    setTimeout(() => {
      throw new Error('an accident');
    });
  });
  await person.page.waitForEvent('worker');
  await person.type('A dull film');
  await person.verdict.getByText('negative').waitFor();
  expect((await person.shading()).map(({ text }) => text)).toEqual(['A', 'dull', 'film']);
  person.forgive();
});
