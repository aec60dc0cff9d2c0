import { cpuBackend } from '@gradlens/tensor';
import { directory, loadClassifier } from '@gradlens/bert/node';
import { explain, explainerNames, listPlaces, type Explanation, type ExplainOptions } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

let person: Person;
beforeEach(async () => {
  person = await Person.at(browser, host.url);
});
afterEach(() => person.leave());

async function open(name: string): Promise<void> {
  await person.look('Model');
  await person.page.getByLabel('A folder').setInputFiles(checkpointFolder(name));
  await person.page.getByRole('heading', { name, exact: true }).waitFor();
  await person.look('One text');
}

/** Words and labels that can be explained. */
const targets = (): Promise<string[]> =>
  person.page
    .locator('.explained:not(.stale) fieldset label')
    .evaluateAll((labels) => labels.map((label) => label.textContent.replace(/ *[\d.]+ %$/, '')));

/** What Node computes of each word, alone. */
async function inNode(name: string, text: string, options: ExplainOptions = {}): Promise<Explanation[]> {
  const backend = await cpuBackend({ threads: 1 });
  const model = await loadClassifier(directory(checkpointFolder(name)), backend);
  const explanations: Explanation[] = [];
  for (const only of (await listPlaces(model, text, options)).keys()) {
    explanations.push(await explain(model, text, { ...options, only }));
  }
  await backend.dispose();
  return explanations;
}

async function saved(): Promise<Explanation> {
  return JSON.parse((await person.saved('JSON')).content.toString()) as Explanation;
}

function expectSame(actual: Explanation, expected: Explanation): void {
  expect(actual.target).toMatchObject({ label: expected.target.label, word: expected.target.word });
  const largest = Math.max(...expected.tokens.map(({ attribution }) => Math.abs(attribution)));
  for (const [i, { attribution }] of expected.tokens.entries()) {
    // float32 in another order: relaxed SIMD, where the browser has it.
    expect(Math.abs(actual.tokens[i]!.attribution - attribution)).toBeLessThan(1e-4 * largest);
  }
}

describe('a model that labels words', () => {
  const text = 'Tim saw an unwatchable film';
  const words = ['Tim I-PER', 'saw I-PER', 'an I-PER', 'unwatchable I-PER', 'film I-PER'];

  test('explains each of its entities', async () => {
    const name = 'bert-token-classification';
    await open(name);
    // What stood there was for films.
    await expect
      .poll(() => person.page.getByLabel('Text', { exact: true }).inputValue())
      .toMatch(/^The train/);
    await person.type(text);
    await expect.poll(targets).toEqual(words);
    expect(await person.verdict.textContent()).toMatch(/^Tim I-PER \d\d\.\d %$/);
    const expected = await inNode(name, text);
    expectSame(await saved(), expected[0]!);

    await person.page.getByRole('radio', { name: /^unwatchable/ }).check();
    await expect.poll(() => person.verdict.textContent()).toMatch(/^unwatchable I-PER \d\d\.\d %$/);
    expect(await person.page.locator('.word.target').allTextContents()).toEqual(['unwatchable']);
    expect(await person.words.first().getAttribute('data-label')).toBe('I-PER');
    expect(await person.words.first().getAttribute('aria-label')).toMatch(/^Tim, I-PER, [+−]/);
    expectSame(await saved(), expected[3]!);

    for (const view of ['Path', 'Layers', 'Numbers']) await person.look(view);
    await person.look('Path');
    await person.page.getByText('the logit of I-PER at unwatchable on the way').waitFor();
    await person.look('Layers');
    await person.page.getByRole('columnheader', { name: 'encoder.1' }).waitFor();
    await person.page.getByRole('button', { name: /^Tim, / }).click();
    await person.page.getByRole('button', { name: 'take it away' }).click();
    const outcome = person.page.locator('.outcome:not(.stale) dd');
    await expect
      .poll(() => outcome.first().textContent())
      .toMatch(/^I-PER \d\d\.\d % → [BI]-\w+ \d\d\.\d %$/);
  });

  test('explains the words and labels that are named', async () => {
    await open('bert-token-classification');
    await person.type(text);
    await expect.poll(targets).toEqual(words);
    await person.page.locator('.settings summary').click();
    await person.page.getByLabel('Words whose label is explained').selectOption('those that I name');
    await expect.poll(targets).toEqual(['Tim I-PER']);
    await person.page.getByLabel('Words, or words=label').fill('film=B-LOC');
    await expect.poll(targets).toEqual(['film B-LOC']);
    await person.page.getByText('Explained is the logit of B-LOC at film').waitFor();
    // What is typed may be on its way through a word that means something else.
    await person.page.getByLabel('Words, or words=label').fill('');
    await person.page.getByLabel('Words, or words=label').pressSequentially('all', { delay: 300 });
    expect(await person.page.getByLabel('Words, or words=label').inputValue()).toBe('all');
    await person.page.getByLabel('Words, or words=label').fill('flim');
    await expect
      .poll(() => person.page.getByRole('alert').textContent())
      .toContain('no such word in the text (did you mean film?)');
    // Deleting words would delete what has the label.
    expect(await person.page.getByLabel('Method').locator('option').allTextContents()).not.toContain(
      'leave one out',
    );
    expect(await person.page.getByLabel('Method').locator('option').count()).toBe(explainerNames.length - 1);
  });

  test('explains the word that a link names', async () => {
    const target = 'words:film=B-LOC';
    const linked = await Person.enter(
      browser,
      `${host.url}#${String(new URLSearchParams({ target, text }))}`,
    );
    // The bundled model has no such label.
    await linked.page.getByRole('alert').waitFor();
    await linked.look('Model');
    await linked.page.getByLabel('A folder').setInputFiles(checkpointFolder('bert-token-classification'));
    await linked.page.getByRole('heading', { name: 'bert-token-classification', exact: true }).waitFor();
    await linked.look('One text');
    await linked.page.getByText('Explained is the logit of B-LOC at film').waitFor();
    expect(await linked.page.locator('.word.target').allTextContents()).toEqual(['film']);
    await linked.leave();
  });

  test('compares words of one text', async () => {
    const { page } = person;
    await open('bert-token-classification');
    await person.type(text);
    await expect.poll(targets).toEqual(words);
    await page.getByRole('radio', { name: /^unwatchable/ }).check();
    await page.getByText('at unwatchable:').waitFor();
    await page.getByRole('button', { name: 'Compare with another' }).click();
    const second = page.getByRole('region', { name: 'Second explanation' });
    await second.getByText('at unwatchable:').waitFor();
    await second.getByRole('radio', { name: /^film/ }).check();
    await second.getByText('at film:').waitFor();
    expect(await person.verdict.textContent()).toContain('unwatchable');
  });

  test('a record of another model is explained as one of its own', async () => {
    const { page } = person;
    await page.getByRole('radio', { name: 'negative' }).check();
    await person.look('Many texts');
    await page.getByLabel('Texts, one on each line').fill('Tim saw Tim');
    await page.getByRole('button', { name: 'Explain them' }).click();
    await page.getByText('1 of 1 texts').waitFor();
    await open('bert-token-classification');
    await person.look('Many texts');
    await page.getByRole('button', { name: '1', exact: true }).click();
    await expect.poll(async () => (await targets()).length).toBe(3);
  });

  test('without an entity offers all words', async () => {
    await open('distilbert-token-classification');
    await person.type('the film');
    await person.page
      .getByText('every word is predicted O: there is no entity to explain, but any word can be named')
      .waitFor();
    expect(await person.page.getByRole('alert').count()).toBe(0);
    await person.page.getByRole('button', { name: 'Explain every word' }).click();
    await expect.poll(targets).toEqual(['the O', 'film O']);
    await person.look('Model');
    await person.page.getByRole('button', { name: 'Back to the bundled model' }).click();
    await person.page.getByRole('heading', { name: 'film-reviews', exact: true }).waitFor();
    await person.look('One text');
    await person.verdict.getByText(/^(?:positive|negative)$/).waitFor();
  });

  test('explains many texts, entity by entity', async () => {
    const { page } = person;
    await open('electra-token-classification');
    await person.look('Many texts');
    const lines = 'love\nlove film\n';
    await page
      .getByLabel(/or choose a/)
      .setInputFiles({ name: 'texts.txt', mimeType: 'text/plain', buffer: Buffer.from(lines) });
    await page.getByText('2 of 2 texts').waitFor();
    const cells = await page
      .locator('.records tbody tr')
      .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent.trim())));
    const entities = (await inNode('electra-token-classification', 'love film')).map(
      ({ target }) => `${target.word!.text} ${target.label}`,
    );
    expect(cells.map(([name, , predicted]) => [name, predicted])).toEqual([
      ['1', undefined],
      ...entities.map((entity) => ['2', entity]),
    ]);
    expect(cells[0]![1]).toContain('there is no entity to explain');
    const records = (await person.saved('JSONL')).content.toString().trim().split('\n');
    expect(records).toHaveLength(1 + entities.length);
    expect(JSON.parse(records[0]!)).toMatchObject({ line: 1, skipped: true });
    await page.getByRole('button', { name: '2', exact: true }).last().click();
    await expect.poll(targets).toEqual(entities);
    await expect.poll(() => person.verdict.textContent()).toContain(entities.at(-1)!);
  });
});

describe('a model that answers questions', () => {
  const name = 'bert-question-answering';
  const question = 'Is the plot good?';
  const pair = 'No, but the unwatchable actors were wonderful.';

  test('explains where its answer starts, and where it ends', async () => {
    const { page } = person;
    await open(name);
    // There is an example to begin with.
    await person.verdict.waitFor();
    await page.getByLabel('Text with the answer').fill('');
    await page.getByText('Type a question, and the text that answers it').waitFor();
    await page.getByLabel('Question').fill(question);
    await page.getByLabel('Text with the answer').fill(pair);
    const [start, end] = (await inNode(name, question, { pair })) as [Explanation, Explanation];
    await expect.poll(targets).toEqual([`${start.target.word!.text} start`, `${end.target.word!.text} end`]);
    expect(await person.verdict.textContent()).toContain(start.prediction.answer!.text);
    expectSame(await saved(), start);
    await page.getByRole('radio', { name: / end/ }).check();
    await page.getByText('Explained is the logit of end').waitFor();
    expectSame(await saved(), end);
    await page.getByRole('button', { name: /^plot, / }).click();
    await page.getByRole('button', { name: 'take it away' }).click();
    const outcome = page.locator('.outcome:not(.stale) dd');
    await expect.poll(() => outcome.first().textContent()).toContain(`${start.prediction.answer!.text} `);
    await page.getByLabel('Words are').selectOption('deleted');
    await expect.poll(() => outcome.count()).toBe(3);

    await page.locator('.settings summary').click();
    await page.getByLabel('Answer that is explained').selectOption('another');
    await page.getByLabel('Words of the second text').fill('wonderful');
    await expect.poll(targets).toEqual(['wonderful start', 'wonderful end']);
    expect(await page.getByLabel('What is explained').count()).toBe(0);
  });

  test('explains many questions', async () => {
    const { page } = person;
    await open(name);
    await person.look('Many texts');
    const lines = `text,pair\n${question},"${pair}"\nWho?,\n`;
    await page
      .getByLabel(/or choose a/)
      .setInputFiles({ name: 'questions.csv', mimeType: 'text/csv', buffer: Buffer.from(lines) });
    await page.getByText('2 of 2 texts').waitFor();
    const answers = await page
      .locator('.records tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.children[2]?.textContent));
    const [start] = await inNode(name, question, { pair });
    const { text } = start!.prediction.answer!;
    expect(answers).toEqual([`${text} start`, `${text} end`, undefined]);
  });
});
