import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createServer } from 'vite';
import { openBrowser, Person } from './support/person.ts';

test('the development server serves the page', async () => {
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'error',
    server: { port: 0 },
  });
  const browser = await openBrowser();
  try {
    await server.listen();
    const person = await Person.at(browser, server.resolvedUrls!.local[0]!);
    expect(await person.verdict.textContent()).toContain('positive');
    await person.leave();
  } finally {
    await browser.close();
    await server.close();
  }
});
