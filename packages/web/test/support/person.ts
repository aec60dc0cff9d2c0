import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import { chromiumLaunchOptions } from '../../../../scripts/software-gpu.mjs';

/** A browser with WebGPU on the software adapter. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch(await chromiumLaunchOptions());
}

/** Somebody who uses the page. */
export class Person {
  readonly page: Page;
  /** What went wrong behind the scenes. */
  readonly complaints: string[] = [];
  /** URLs that were asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.context().on('request', (request) => this.requests.push(request.url()));
  }

  /** Opens the page and waits for the first explanation. */
  static async at(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.enter(browser, url, () => Promise.resolve(), options);
    await person.verdict.waitFor();
    return person;
  }

  /** Opens the page, for which something is prepared before. */
  static async enter(
    browser: Browser,
    url: string,
    prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const context = await browser.newContext({ acceptDownloads: true, ...options });
    const person = new Person(await context.newPage());
    await prepare(person.page);
    await person.page.goto(url);
    return person;
  }

  /** The predicted label and its probability, settled. */
  get verdict(): Locator {
    return this.page.locator('.explained:not(.stale) .verdict').first();
  }

  get words(): Locator {
    return this.page.getByRole('toolbar', { name: 'Words of the text' }).first().getByRole('button');
  }

  /** Words with their strength and their sense, as they are shown. */
  async shading(): Promise<{ text: string; strength: number; sense: string }[]> {
    await this.verdict.waitFor();
    return this.words.evaluateAll((words) =>
      words.map((word) => ({
        text: word.textContent,
        strength: Number((word as HTMLElement).style.getPropertyValue('--s')),
        sense: ['for', 'against', 'either'].find((sense) => word.classList.contains(sense)) ?? '',
      })),
    );
  }

  async type(text: string): Promise<void> {
    await this.page.getByLabel('Text', { exact: true }).first().fill(text);
  }

  async look(view: string): Promise<void> {
    await this.page.getByRole('tab', { name: view, exact: true }).first().click();
  }

  /** Chooses where to compute. */
  async computeOn(device: 'webgpu' | 'cpu' | 'plain'): Promise<void> {
    await this.look('Model');
    await this.page.getByLabel('Compute on').selectOption(device);
    const where = device === 'webgpu' ? 'on the GPU (WebGPU)' : 'on the processor (WebAssembly)';
    await this.page.locator('.where', { hasText: where }).waitFor();
    await this.look('One text');
    await this.verdict.waitFor();
  }

  /** The file that a click on a button saves. */
  async saved(button: string): Promise<{ readonly name: string; readonly content: Buffer }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), content: Buffer.concat(chunks) };
  }

  /** Takes what the browser complained of so far for what had to be. */
  forgive(): void {
    this.complaints.length = 0;
  }

  /** Leaves the page. Rejects where anything went wrong behind the scenes. */
  async leave(): Promise<void> {
    await this.page.context().close();
    if (this.complaints.length > 0) throw new Error(this.complaints.join('\n'));
  }
}
