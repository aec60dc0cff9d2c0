import { table } from './format.ts';
import type { Machine } from './machine.ts';
import type { Findings, Section, Thoroughness } from './suite.ts';

/** A run of a suite. */
export interface Run extends Omit<Findings, 'sections'> {
  readonly suite: string;
  /** The suite's. */
  readonly title: string;
  readonly machine: Machine;
  readonly thoroughness: Thoroughness;
}

/** All that a run of a suite found; the JSON file is this. */
export interface Report extends Run {
  readonly sections: readonly Section[];
}

export function markdown(report: Report): string {
  return [header(report), ...report.sections.map(sectionText)].join('\n\n') + '\n';
}

/** A result was wrong. */
export function hasFailure({ sections }: Report): boolean {
  return sections.some(({ failures }) => failures.length > 0);
}

/** What ran, and where, as Markdown. */
export function header({ title, hardware, software, machine, thoroughness }: Run): string {
  const { processor, cores, memoryGiB, system, node, commit, date, load } = machine;
  const quick = thoroughness === 'quick' ? 'quick run, ' : '';
  return `# ${title}

- Machine: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}
- Computed on: ${hardware}
- Node ${node}
- ${software.join(', ')}
- ${date}, commit ${commit}, ${quick}load average before the run ${load.toFixed(1)}`;
}

/** A section as Markdown. */
export function sectionText({
  title,
  introduction,
  table: figures,
  notes,
  failures,
  figures: results,
}: Section): string {
  return [
    `## ${title}`,
    introduction,
    ...(figures ? [table(figures)] : []),
    ...(results.length > 0 ? [results.map(({ name, value }) => `- ${name}: ${value}`).join('\n')] : []),
    ...(failures.length > 0 ? [['Wrong:', '', ...failures.map((line) => `- ${line}`)].join('\n')] : []),
    ...notes,
  ].join('\n\n');
}
