import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumLaunchOptions } from '../../../scripts/software-gpu.mjs';

/**
 * Serves the built page and opens a browser for it; ends both afterwards.
 *
 * @template Result
 * @param {(browser: import('playwright').Browser, url: string) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function served(use) {
  const server = await preview({ root: new URL('..', import.meta.url).pathname, preview: { port: 0 } });
  const browser = await chromium.launch(await chromiumLaunchOptions());
  try {
    const [url] = server.resolvedUrls?.local ?? [];
    if (!url) throw new Error('the page is not served');
    return await use(browser, url);
  } finally {
    await browser.close();
    await server.close();
  }
}
