import { expect, test } from 'vitest';
import { overview } from '../src/overview.ts';
import { hasFailure, markdown, type Report } from '../src/report.ts';
import { fileName } from '../src/results.ts';

const machine = {
  processor: 'Abacus (R) 9',
  cores: 2,
  memoryGiB: 1,
  system: 'test',
  node: 'v20.20.2',
  commit: 'test',
  date: '2000-01-01',
  load: 0.25,
};
const section = {
  title: 'Speed',
  introduction: 'How fast.',
  table: { head: ['who', 'time'], rows: [['ours', 1]] },
  notes: ['Seconds.'],
  failures: [],
  figures: [{ name: 'time', value: '1 s', goal: 'below 2 s' }],
  data: null,
};
const report: Report = {
  suite: 'cpu',
  title: 'CPU',
  machine,
  thoroughness: 'quick',
  hardware: machine.processor,
  software: ['a 1', 'b 2'],
  sections: [section],
};

test('a report tells what ran where, and what was found', () => {
  expect(markdown(report)).toBe(`# CPU

- Machine: Abacus (R) 9, 2 cores, 1 GiB, test
- Computed on: Abacus (R) 9
- Node v20.20.2
- a 1, b 2
- 2000-01-01, commit test, quick run, load average before the run 0.3

## Speed

How fast.

| who | time |
| --- | --- |
| ours | 1 |

- time: 1 s

Seconds.
`);
  expect(hasFailure(report)).toBe(false);
});

test('a failure is shown, and is one of the run', () => {
  const failed = { ...report, sections: [section, { ...section, table: null, failures: ['2 is not 3'] }] };
  expect(hasFailure(failed)).toBe(true);
  expect(markdown(failed)).toContain('Wrong:\n\n- 2 is not 3');
});

test('a run replaces the one before it on the same processor and line of Node', () => {
  expect(fileName(report)).toBe('cpu-abacus-r-9-node-20');
  expect(fileName({ ...report, machine: { ...machine, node: 'v20.99.0' } })).toBe(fileName(report));
  expect(fileName({ ...report, machine: { ...machine, node: 'v24.0.0' } })).toBe('cpu-abacus-r-9-node-24');
});

test('the overview puts runs of a suite side by side, and says what one of them lacks', () => {
  const other: Report = {
    ...report,
    machine: { ...machine, node: 'v24.0.0' },
    sections: [{ ...section, figures: [{ name: 'memory', value: '1 GB', goal: '' }] }],
  };
  const text = overview([
    { file: 'a.md', report },
    { file: 'b.md', report: other },
    { file: 'c.md', report: { ...report, suite: 'ig', title: 'IG' } },
  ]);
  expect(text).toContain(`## CPU

|  | wanted | [Abacus (R) 9, Node v20.20.2](a.md) | [Abacus (R) 9, Node v24.0.0](b.md) |
| --- | --- | --- | --- |
| time | below 2 s | 1 s |  |
| memory |  |  | 1 GB |
`);
  expect(text).toContain('## IG\n\n|  | wanted | [Abacus (R) 9, Node v20.20.2](c.md) |');
});
