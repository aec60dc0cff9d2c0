import { explainerNames, type Explanation } from '@gradlens/ig';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Person } from './support/person.ts';
import { openRoom } from './support/room.ts';

const { browser, host } = await openRoom();

describe.each(['cpu', 'webgpu'] as const)('on %s', (device) => {
  let person: Person;
  beforeAll(async () => {
    person = await Person.at(browser, host.url);
    await person.computeOn(device);
  });
  afterAll(() => person.leave());

  test('a sentence is there, explained', async () => {
    expect(await person.verdict.textContent()).toMatch(/^positive 9\d\.\d %$/);
    const [strongest] = (await person.shading()).sort((a, b) => b.strength - a.strength);
    expect(strongest).toEqual({ text: 'superb', strength: 1, sense: 'for' });
    expect(await person.page.locator('.account').textContent()).toMatch(
      /the logit of positive goes from −0\.29\d to 1\.2\d+: the attributions account for (?:>99\.9|99\.\d|100\.0) % of that/,
    );
  });

  test('what is typed is explained, the last keystroke winning', async () => {
    const field = person.page.getByLabel('Text', { exact: true });
    await field.fill('');
    await field.pressSequentially('an awful waste of time', { delay: 5 });
    await person.verdict.getByText('negative').waitFor();
    expect((await person.shading()).map(({ text }) => text)).toEqual(['an', 'awful', 'waste', 'of', 'time']);
  });

  test('a word that is masked moves the prediction about as its attribution promised', async () => {
    await person.type('The movie is superb');
    await person.verdict.getByText('positive').waitFor();
    await person.words.filter({ hasText: 'superb' }).click();
    await person.page.getByRole('button', { name: 'take it away' }).click();
    const outcome = person.page.locator('.outcome dd');
    await outcome.first().waitFor();
    const [moved, promised, changed] = await outcome.allTextContents();
    expect(moved).toMatch(/^positive 9\d\.\d % → \w+ \d+\.\d %$/);
    const numbers = [promised!, changed!].map((text) => Number(text.split(' ')[0]!.replace('−', '-')));
    expect(numbers[0]).toBeLessThan(0);
    expect(numbers[1]! / numbers[0]!).toBeGreaterThan(0.5);
    await person.page.getByRole('button', { name: 'Put them back' }).click();
    await person.page.getByText('Click words in the text').waitFor();
  });

  test('the path and the layers can be looked at', async () => {
    await person.look('Path');
    await person.page.locator('.path svg').waitFor();
    expect(await person.page.locator('.path .point').count()).toBeGreaterThan(4);
    await person.look('Layers');
    await person.page.getByRole('columnheader', { name: 'encoder.1' }).waitFor();
    const columns = await person.page
      .locator('.layers tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          Array.from(row.querySelectorAll('td'), (cell) => Number(cell.textContent.replace('−', '-'))),
        ),
      );
    // Each column sums to the same change, but for what is rounded away in five numbers of three decimals.
    const sums = columns[0]!.map((_, i) => columns.reduce((sum, row) => sum + row[i]!, 0));
    for (const sum of sums) expect(Math.abs(sum - sums[0]!)).toBeLessThan(0.03);
    await person.look('Words');
  });
});

describe('as a person goes on', () => {
  let person: Person;
  beforeEach(async () => {
    person = await Person.at(browser, host.url);
  });
  afterEach(() => person.leave());

  test('a word that is pointed at tells its number, its share and its pieces, and its bar stands out', async () => {
    const { page } = person;
    await person.type('The plot is thin, but the actors are unwatchably joyful');
    await page.getByRole('button', { name: /^unwatchably/ }).hover();
    await expect
      .poll(() => page.locator('.detail').textContent())
      .toMatch(
        /^unwatchably [+−]\d\.\d+ (?:towards \w+|away from it), −?[<>]?\d+\.\d % of the change from the baseline; its pieces: un/,
      );
    expect(await page.locator('.bars tr.pointed th').textContent()).toBe('unwatchably');
    await page.locator('.bars tr', { hasText: 'actors' }).hover();
    await expect.poll(() => page.locator('.word.pointed').textContent()).toBe('actors');
  });

  test('what is printed is the explanation, without what it was asked by', async () => {
    const { page } = person;
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.ask', '.tabs', '.take-away', '.comparing', '.bottom', '.prediction fieldset']) {
      expect({ hidden, seen: await page.locator(hidden).first().isVisible() }).toEqual({
        hidden,
        seen: false,
      });
    }
    for (const shown of ['.verdict', '.text', '.account', '.bars']) {
      expect({ shown, seen: await page.locator(shown).first().isVisible() }).toEqual({ shown, seen: true });
    }
  });

  test('bars are sorted by weight', async () => {
    const values = await person.page.locator('.bars tbody td.figure').allTextContents();
    const sizes = values.map((text) => Math.abs(Number(text.replace('−', '-'))));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test('another label can be explained', async () => {
    const { page } = person;
    await page.getByRole('radio', { name: 'negative' }).check();
    await page.getByText('Explained is the logit of negative').waitFor();
    const [strongest] = (await person.shading()).sort((a, b) => b.strength - a.strength);
    expect(strongest).toEqual({ text: 'superb', strength: 1, sense: 'against' });
  });

  test('every method explains, by settings that it takes', async () => {
    const { page } = person;
    await page.locator('.settings summary').click();
    const methods = await page
      .getByLabel('Method')
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(methods.length).toBeGreaterThan(10);
    expect(methods).toEqual(explainerNames);
    for (const method of methods) {
      await page.getByLabel('Method').selectOption(method);
      await expect.poll(() => page.locator('.explained').getAttribute('aria-busy')).toBe('false');
      await person.look('Numbers');
      const title = await page.getByLabel('Method').locator('option:checked').textContent();
      await expect.poll(() => page.locator('.facts').textContent()).toContain(title!);
      await person.look('Words');
    }
  });

  test('two explanations stand side by side, each with settings of its own', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'Compare with another' }).click();
    const second = page.getByRole('region', { name: 'Second explanation' });
    await second.getByLabel('Text', { exact: true }).fill('The movie is dull');
    await second.locator('.explained:not(.stale) .verdict', { hasText: 'negative' }).waitFor();
    await second.locator('.settings summary').click();
    await second.getByLabel(/^Baseline:/).selectOption('mask');
    await second.getByText('From the baseline (mask)').waitFor();
    expect(
      await page.getByRole('region', { name: 'First explanation' }).locator('.verdict').textContent(),
    ).toContain('positive');
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await second.waitFor({ state: 'detached' });
  });

  test('two texts are read together', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'add a second text' }).click();
    await page.getByLabel('Second text').fill('but it is dull');
    await person.words.filter({ hasText: 'dull' }).waitFor();
    expect(await page.locator('.text').count()).toBe(2);
  });

  test('everything can be done from the keyboard', async () => {
    const { page } = person;
    await page.getByLabel('Text', { exact: true }).focus();
    const reach = async (description: string, found: () => Promise<boolean>): Promise<void> => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab');
        if (await found()) return;
      }
      throw new Error(`the Tab key does not reach ${description}`);
    };
    const focused = (selector: string) => () =>
      page.evaluate((one) => document.activeElement!.matches(one), selector);
    await reach('the words', focused('.word'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const word = await page.evaluate(() => document.activeElement!.textContent);
    expect(await page.locator('.detail bdi').textContent()).toBe(word);
    await page.keyboard.press('Enter');
    await reach('what takes the word away', () =>
      page.evaluate(() => document.activeElement!.textContent === 'take it away'),
    );
    await page.keyboard.press('Enter');
    await page.locator('.outcome').waitFor();
    await reach('the tabs', focused('.explained [role=tab]'));
    await page.keyboard.press('ArrowRight');
    await page.locator('.path svg').waitFor();
    await reach('the files', focused('.take-away button'));
  });

  test('it is taken away as files, and as a link that holds the text only where that is ticked', async () => {
    const { page } = person;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const json = await person.saved('JSON');
    expect(json.name).toBe('explanation.json');
    const { text, words } = JSON.parse(json.content.toString()) as Explanation;
    expect(text).toBe('The movie is superb');
    expect(words).toHaveLength(4);
    expect((await person.saved('HTML')).content.toString()).toMatch(/^<!doctype html>[^]*superb/i);
    expect((await person.saved('SVG')).content.toString()).toMatch(/^<svg [^]*superb[^]*<\/svg>\n$/);
    expect((await person.saved('CSV')).content.toString().trim().split('\n')).toHaveLength(1 + 4 + 2);
    const png = await person.saved('PNG');
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.length).toBeGreaterThan(5000);

    const link = async (): Promise<string> => {
      await page.getByRole('button', { name: 'Copy a link' }).click();
      await page.getByText('The link is copied.').waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await person.type('A dreadful film');
    await page.locator('.settings summary').click();
    await page.getByLabel(/^Baseline:/).selectOption('mask');
    await page.getByText('From the baseline (mask)').waitFor();
    expect(await link()).toBe(`${host.url}#baseline=mask`);
    await page.getByLabel('with the text').check();
    const whole = await link();
    expect(whole).toBe(`${host.url}#baseline=mask&text=A+dreadful+film`);
    const other = await Person.at(browser, whole);
    expect((await other.shading()).map(({ text: word }) => word)).toEqual(['A', 'dreadful', 'film']);
    expect(await other.page.locator('.account').textContent()).toContain('From the baseline (mask)');
    await other.leave();
  });
});
