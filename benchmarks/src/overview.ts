import { table } from './format.ts';
import type { Report } from './report.ts';

/** The figures of all published runs, side by side: a table for each suite, a column for each run. */
export function overview(runs: readonly { readonly file: string; readonly report: Report }[]): string {
  const suites = new Map(runs.map(({ report }) => [report.suite, report.title]));
  const sections = [...suites].map(([suite, title]) => {
    const columns = runs.filter(({ report }) => report.suite === suite);
    const figures = columns.map(({ report }) => report.sections.flatMap((section) => section.figures));
    const goals = new Map(figures.flat().map(({ name, goal }) => [name, goal]));
    const head = [
      '',
      'wanted',
      ...columns.map(
        ({ file, report: { hardware, machine } }) => `[${hardware}, Node ${machine.node}](${file})`,
      ),
    ];
    const rows = [...goals].map(([name, goal]) => [
      name,
      goal,
      ...figures.map((found) => found.find((figure) => figure.name === name)?.value ?? ''),
    ]);
    return `## ${title}\n\n${table({ head, rows })}`;
  });
  return ['# Results', ...sections].join('\n\n') + '\n';
}
