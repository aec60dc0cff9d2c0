import { afterEach, beforeEach, expect, test } from 'vitest';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

let person: Person;
beforeEach(async () => {
  person = await Person.at(browser, host.url);
  await person.look('Many texts');
});
afterEach(() => person.leave());

const rows = () => person.page.locator('.records tbody tr');
const column = async (index: number): Promise<string[]> => {
  const texts = await rows().evaluateAll(
    (all, i) => all.map((row) => row.children[i]?.textContent ?? ''),
    index,
  );
  return texts.map((text) => text.trim());
};
const file = (name: string, content: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});
const choose = (name: string, content: string): Promise<void> =>
  person.page.getByLabel(/or choose a/).setInputFiles(file(name, content));
const done = (count: number) => person.page.getByText(`${count} of ${count} texts`).waitFor();

test('pasted lines fill a table that is sorted, filtered, and opened', async () => {
  const { page } = person;
  await page
    .getByLabel('Texts, one on each line')
    .fill('a superb film\n\na dull film\nan awful, awful film\n');
  await page.getByRole('button', { name: 'Explain them' }).click();
  await done(3);
  expect(await column(0)).toEqual(['1', '3', '4']);
  expect(await column(2)).toEqual(['positive', 'negative', 'negative']);
  await page.getByRole('button', { name: 'Probability' }).click();
  const probabilities = (await column(3)).map(Number.parseFloat);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  await page.getByRole('button', { name: 'Predicted' }).click();
  expect(await column(2)).toEqual(['negative', 'negative', 'positive']);
  await page.getByLabel('Filter').fill('awful');
  await page.getByText('1 found').waitFor();
  expect(await column(5)).toEqual(['an awful, awful film']);
  await page.getByRole('button', { name: '4', exact: true }).click();
  await expect
    .poll(async () => (await person.shading()).map(({ text }) => text))
    .toEqual(['an', 'awful', ',', 'awful', 'film']);
});

test('a CSV with labels, names and a bad line is explained line by line', async () => {
  await choose(
    'reviews.csv',
    'id,text,label\nfirst,"a superb, superb film",positive\nsecond,,negative\nthird,a dull film,negative\n',
  );
  await done(3);
  expect(await column(0)).toEqual(['first', 'second', 'third']);
  expect(await column(1)).toEqual([
    'positive',
    'line 3: the text is empty: there is no word to explain',
    'negative',
  ]);
  const jsonl = await person.saved('JSONL');
  const records = jsonl.content
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(records).toMatchObject([
    { line: 2, id: 'first', label: 'positive', prediction: { label: 'positive' } },
    { line: 3, id: 'second', error: expect.any(String) as string },
    { line: 4, id: 'third', label: 'negative' },
  ]);
  expect((await person.saved('CSV')).content.toString()).toContain('superb');
  expect((await person.saved('HTML')).content.toString()).toContain('superb');
});

test('wrong predictions can be looked at alone, until there are others', async () => {
  const { page } = person;
  await choose('labelled.csv', 'text,label\na superb film,negative\na dull film,negative\n');
  await done(2);
  expect(await page.locator('.many').textContent()).toContain('accuracy 50.0 % (1 of 2)');
  await page.getByLabel('only wrong predictions').check();
  await page.getByText('1 found').waitFor();
  expect(await column(1)).toEqual(['negative ✗ wrong']);
  await choose('plain.txt', 'a superb film\n');
  await done(1);
  expect(await column(5)).toEqual(['a superb film']);
});

test('pairs are read together, where long texts are read in windows', async () => {
  const { page } = person;
  await person.look('One text');
  await page.locator('.settings summary').click();
  await page.getByLabel('Read long texts in windows').check();
  await person.type('a long film '.repeat(100));
  await expect.poll(() => page.locator('.account').textContent()).toContain('window');
  await page.getByRole('button', { name: 'add a second text' }).click();
  await page.getByLabel('Second text').fill('it is dull');
  await person.type('a film');
  await expect
    .poll(async () => (await person.shading()).map(({ text }) => text))
    .toEqual(['a', 'film', 'it', 'is', 'dull']);
  await person.look('Many texts');
  await choose('pairs.jsonl', '{"text": "a film", "pair": "it is superb"}\n');
  await done(1);
  expect((await column(5))[0]).toContain('superb');
});

test('JSON lines with pairs are read', async () => {
  await choose('pairs.jsonl', '{"text": "a film", "pair": "it is superb", "id": 7}\n{"text": 3}\n');
  await done(2);
  expect(await column(0)).toEqual(['7', '2']);
  expect((await column(5))[0]).toContain('superb');
});

test.each([
  ['nothing.txt', '\n\n', 'nothing.txt: there is no text in it'],
  ['wrong.csv', 'a,b\n1,2\n', 'wrong.csv: its header names "a", "b": expected a column "text"'],
])('%s is refused by what is wrong with it', async (name, content, message) => {
  await choose(name, content);
  await expect.poll(async () => person.page.getByRole('alert').textContent()).toBe(message);
});

test('a run can be cancelled, and what has come stays', async () => {
  await choose(
    'long.txt',
    Array.from({ length: 5000 }, (_, i) => `film number ${i} is a superb film`).join('\n'),
  );
  await rows().first().waitFor();
  await person.page.getByRole('button', { name: 'Cancel' }).click();
  await person.page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
  const said = await person.page.getByText(/ of 5000 texts/).textContent();
  expect(Number.parseInt(said!, 10)).toBeGreaterThan(0);
  expect(Number.parseInt(said!, 10)).toBeLessThan(5000);
  // The worker is free again.
  await person.look('One text');
  await person.type('A dull film');
  await person.verdict.getByText('negative').waitFor();
});
