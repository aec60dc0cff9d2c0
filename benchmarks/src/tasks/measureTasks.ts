import {
  checkElements,
  hold,
  isRight,
  outcome,
  type Check,
  type ContestResult,
  type Tell,
} from '../contest.ts';
import { ratioSpread, spread } from '../format.ts';
import { geometricMean, type Effort } from '../measure.ts';
import type { Section } from '../suite.ts';
import { drawn } from './draw.ts';
import type { Library, Task } from './library.ts';

/** Who does the tasks, and who says what is right. */
export interface TaskContest {
  readonly own: Library;
  readonly others: readonly Library[];
  readonly oracle: Library;
  readonly tell: Tell;
}

interface TaskResult extends ContestResult {
  readonly task: Pick<Task, 'what' | 'shape'>;
}

/** Lets libraries do tasks, in turns. */
export async function measureTasks(
  {
    title,
    introduction,
    goal,
  }: { readonly title: string; readonly introduction: string; readonly goal: string },
  tasks: readonly Task[],
  { own, others, oracle, tell }: TaskContest,
  effort: Effort,
): Promise<Section> {
  const results: TaskResult[] = [];
  for (const task of tasks) {
    tell(`${results.length + 1}/${tasks.length} ${task.what}, ${task.shape}`);
    const numbers = drawn(task);
    const exact = await oracle.prepare(task, numbers, 1);
    const expected = await exact.result();
    exact.dispose();
    const contestants = (libraries: readonly Library[]) =>
      libraries.map(({ name, prepare }) => ({
        name,
        prepare: (repeats: number) => prepare(task, numbers, repeats),
      }));
    const check = (result: ArrayLike<number>): Check => checkResult(result, expected, task.tolerance);
    const { what, shape } = task;
    const result = await hold(contestants([own]), contestants(others), check, effort);
    tell(outcome(result));
    results.push({ task: { what, shape }, ...result });
  }
  return section({ title, introduction, goal }, results, [own, ...others], oracle);
}

/** No element may be off by more than a part of the largest. */
function checkResult(result: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): Check {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  return checkElements(
    result,
    expected,
    () => tolerance * largest,
    (i) => `element ${i}`,
  );
}

function section(
  {
    title,
    introduction,
    goal,
  }: { readonly title: string; readonly introduction: string; readonly goal: string },
  results: readonly TaskResult[],
  [own, ...others]: readonly Library[],
  oracle: Library,
): Section {
  const leads = results.flatMap((result) => result.own[0]!.lead?.median ?? []);
  return {
    title,
    introduction,
    table: {
      head: ['', 'shape', own!.name, 'lead', ...others.map(({ name }) => name), 'times a run'],
      rows: results.map((result) => {
        const { timing, lead } = result.own[0]!;
        return [
          result.task.what,
          result.task.shape,
          timing ? spread(timing) : '**wrong**',
          lead ? ratioSpread(lead) : 'none',
          ...result.others.map((other) => (other.timing ? spread(other.timing) : '**wrong**')),
          result.repeats,
        ];
      }),
    },
    notes: [
      `Milliseconds of doing it once as median (lower quartile – upper quartile); the lead is the time of the best of the others over ours within a round. They
take turns, in an order that rotates. Operands lie on the device before, and results stay there.`,
      [own!, ...others].map(({ name, setup }) => `- ${name}: ${setup}`).join('\n'),
      `Before a task is timed, everybody's whole result is held against that of ${oracle.name}.`,
    ],
    failures: results.flatMap(({ task, ...result }) =>
      [...result.own, ...result.others]
        .filter(({ check }) => !isRight(check))
        .map(({ peer, check }) => `${peer}, ${task.what} ${task.shape}: ${check.worst}`),
    ),
    figures:
      leads.length === 0
        ? []
        : [
            { name: `${title}: lead, geometric mean`, value: geometricMean(leads).toFixed(2), goal },
            { name: `${title}: lead, least`, value: Math.min(...leads).toFixed(2), goal: '' },
          ],
    data: results,
  };
}
