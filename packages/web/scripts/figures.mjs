// usage: node scripts/figures.mjs (after npm run build)
// Prints what the page weighs and how long a person waits, as medians of cold starts in Chromium on this machine.
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { served } from './served.mjs';

const starts = 7;
const assets = new URL('../dist/assets/', import.meta.url);

/** What comes before the first explanation: the page's script, the worker's, its backend's, and what these import. */
const files = await readdir(assets);
const scripts = new Set(files.filter((name) => /^(?:index|worker|cpu)-.*\.js$/.test(name)));
const sizes = [];
for (const name of scripts) {
  const script = await readFile(new URL(name, assets));
  for (const [, imported] of script.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    if (imported !== undefined) scripts.add(imported);
  sizes.push(gzipSync(script, { level: 9 }).length);
}

/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const runs = await served(async (browser, url) => {
  const found = [];
  for (let i = 0; i < starts; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => {
      const tasks = /** @type {{ start: number, duration: number }[]} */ ([]);
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
      }).observe({ type: 'longtask', buffered: true });
      Object.assign(globalThis, { tasks });
    });
    await page.goto(url);
    await page.locator('.verdict').waitFor();
    const explained = await page.evaluate(() => performance.now());
    // What is typed meanwhile is computed too.
    await page
      .getByLabel('Text', { exact: true })
      .pressSequentially(' and so is the rest of it', { delay: 60 });
    await page.locator('.explained:not(.stale)').waitFor();
    const { paint, tasks } = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      tasks: /** @type {{ tasks: { start: number, duration: number }[] }} */ (
        /** @type {unknown} */ (globalThis)
      ).tasks,
    }));
    const after = tasks.filter(({ start }) => start >= paint);
    found.push({
      paint,
      explained,
      blocked: after.reduce((sum, { duration }) => sum + duration - 50, 0),
      longest: Math.max(0, ...after.map(({ duration }) => duration)),
    });
    await context.close();
  }
  return found;
});

const kilo = sizes.reduce((sum, size) => sum + size, 0) / 1000;
process.stdout.write(`| | |
| --- | --- |
| JavaScript before the first explanation, gzipped | ${kilo.toFixed(1)} kB |
| first contentful paint | ${median(runs.map(({ paint }) => paint)).toFixed(0)} ms |
| first explanation | ${median(runs.map(({ explained }) => explained)).toFixed(0)} ms |
| total blocking time, start and typing | ${median(runs.map(({ blocked }) => blocked)).toFixed(0)} ms |
| longest task of the main thread after the first paint | ${Math.max(...runs.map(({ longest }) => longest)).toFixed(0)} ms${runs.every(({ longest }) => longest === 0) ? ' (none over 50 ms)' : ''} |
`);
