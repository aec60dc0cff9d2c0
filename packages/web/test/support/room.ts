import { afterAll } from 'vitest';
import { openBrowser } from './person.ts';
import { staticHost } from './server.ts';

/** A browser, and a host that serves the page: for the tests of a file, until its end. */
export async function openRoom() {
  const [browser, host] = await Promise.all([openBrowser(), staticHost()]);
  afterAll(async () => {
    await browser.close();
    await host.close();
  });
  return { browser, host };
}
