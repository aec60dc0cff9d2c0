import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { overview } from './overview.ts';
import { markdown, type Report } from './report.ts';

const folder = new URL('../results/', import.meta.url);
const readme = 'README.md';

/** Publishes a report: as Markdown, as JSON, and in the overview of all reports, README.md. */
export function save(report: Report): void {
  mkdirSync(folder, { recursive: true });
  const name = fileName(report);
  writeFileSync(new URL(`${name}.md`, folder), markdown(report));
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(new URL(readme, folder), overview(published()));
}

/** The same for a later run of the suite on the same hardware and line of Node. */
export function fileName({ suite, hardware, machine }: Report): string {
  const major = /^v(\d+)/.exec(machine.node)![1];
  return `${suite} ${hardware} node ${major}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function published(): { file: string; report: Report }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const report: Report = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      return { file: file.replace(/json$/, 'md'), report };
    });
}
