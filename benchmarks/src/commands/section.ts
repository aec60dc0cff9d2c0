import { spread } from '../format.ts';
import type { Section } from '../suite.ts';
import type { CommandResults } from './measure.ts';

/** @param goals by the command's name: what its time is wanted to be */
export function commandSection(
  { results, failures }: CommandResults,
  goals: Readonly<Record<string, string>> = {},
): Section {
  return {
    title: '`gradlens explain` with the bundled model',
    introduction: 'Processes as a user starts them.',
    table: {
      head: ['command', 'adapter', 'steps', 'whole process', 'load', 'explain', 'runs'],
      rows: results.map(({ command, adapter, steps, process, load, explain }) => [
        command.name,
        adapter,
        steps,
        ...[process, load, explain].map(spread),
        process.samples.length,
      ]),
    },
    notes: [
      `Milliseconds as median (lower quartile – upper quartile). The whole process is from its start to its end, Node's own start
included; load and explain, of all texts, are what it reports of itself. Commands take turns. Before they are timed, their
attributions are held against those of the reference in float64: they must agree to 1e-4 of the largest. Output is
\`--format jsonl\`, which takes the time of the terminal's.`,
    ],
    failures,
    figures: results.map(({ command, process }) => ({
      name: `${command.name}, whole process`,
      value: `${(process.median / 1000).toFixed(2)} s`,
      goal: goals[command.name] ?? '',
    })),
    data: results,
  };
}
