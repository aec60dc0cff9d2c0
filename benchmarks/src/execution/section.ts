import { digits } from '../format.ts';
import type { Section } from '../suite.ts';
import type { Execution } from './run.ts';

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export function executionSection(executions: readonly Execution[]): Section {
  return {
    title: 'What a run costs besides the arithmetic',
    introduction:
      'Logits and input gradient of a classifier as large as BERT-base, twice; what is counted is of the second run.',
    table: {
      head: [
        'tokens',
        'path points',
        'dispatches',
        'submits',
        'encoding',
        'memory planned',
        'memory allocated',
        'buffers made',
        'whole run',
      ],
      rows: executions.map((execution) => [
        execution.tokens,
        execution.points,
        execution.dispatches,
        execution.submits,
        `${digits(execution.encoding)} ms`,
        mebibytes(execution.cost.workingBytes),
        mebibytes(execution.allocatedBytes),
        execution.buffersMade,
        `${digits(execution.run)} ms`,
      ]),
    },
    notes: [
      `Planned is the working memory that the plan says before anything runs; allocated is what the executable had on the device, with inputs, scratch memory and the
buffer of results. Encoding is the time in JavaScript from the first command encoder to the return of the last submit.`,
    ],
    failures: [],
    figures: [
      {
        name: 'dispatches of a gradient of BERT-base',
        value: `${executions[0]!.dispatches}`,
        goal: 'at most 220',
      },
      { name: 'encoding', value: `${digits(executions[0]!.encoding)} ms`, goal: 'below 3 ms' },
    ],
    data: executions,
  };
}
