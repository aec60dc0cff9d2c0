// usage: node scripts/screenshots.mjs (after npm run build)
// Writes the pictures of the page's main states that the docs show.
import { fileURLToPath } from 'node:url';
import { served } from './served.mjs';

const folder = fileURLToPath(new URL('../../../docs/page/', import.meta.url));
const reviews = `text,label
A superb film that stays with you,positive
The plot is thin and the jokes are worse,negative
,negative
Not bad at all,positive
It’s a heartfelt film about love and loss,positive
`;

await served(async (browser, url) => {
  for (const [name, options] of /** @type {const} */ ([
    ['light', { viewport: { width: 1100, height: 900 }, colorScheme: 'light' }],
    ['dark', { viewport: { width: 1100, height: 900 }, colorScheme: 'dark' }],
    [
      'phone',
      { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true },
    ],
  ])) {
    const page = await (await browser.newContext(options)).newPage();
    /** @param {string} state */
    const take = (state) => page.screenshot({ path: `${folder}${state}-${name}.png`, fullPage: true });
    /** @param {string} view */
    const look = (view) => page.getByRole('tab', { name: view, exact: true }).first().click();
    const settled = () => page.locator('.explained:not(.stale) .verdict').first().waitFor();
    await page.goto(url);
    await settled();
    await page
      .getByLabel('Text', { exact: true })
      .fill('The plot is thin, but the actors are an unexpected joy to watch');
    await page.getByRole('button', { name: /^unexpected/ }).waitFor();
    await settled();
    await take('words');
    if (name !== 'light') continue;
    await page.getByRole('button', { name: /^joy/ }).click();
    await page.getByRole('button', { name: 'take it away' }).click();
    await page.locator('.outcome').waitFor();
    await take('what-if');
    await look('Path');
    await page.locator('.path svg').waitFor();
    await take('path');
    await look('Layers');
    await page.locator('table.layers').waitFor();
    await take('layers');
    await look('Words');
    await page.getByRole('button', { name: 'Compare with another' }).click();
    const second = page.getByRole('region', { name: 'Second explanation' });
    await second.locator('.settings summary').click();
    await second.getByLabel('Method').selectOption('occlusion');
    await second.getByText('need not add up to that').waitFor();
    await second.locator('.settings summary').click();
    await take('comparison');
    await look('Many texts');
    await page
      .getByLabel(/or choose a/)
      .setInputFiles({ name: 'reviews.csv', mimeType: '', buffer: Buffer.from(reviews) });
    await page.getByText('5 of 5 texts').waitFor();
    await take('many');
    await look('Model');
    await take('model');
  }
});
