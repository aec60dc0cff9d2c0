import { cpus } from 'node:os';
import { findPython, openCaptum, openGradlens } from '../ig/explainers.ts';
import { measureMemory, type MemoryCase } from '../ig/memorySection.ts';
import type { Race } from '../ig/race.ts';
import { holdRaces, openRacers } from '../ig/races.ts';
import type { Effort } from '../measure.ts';
import type { Suite, Thoroughness } from '../suite.ts';

/** A call takes seconds to a minute. */
const efforts: Readonly<Record<Thoroughness, Effort>> = {
  full: { budget: 120_000, rounds: { least: 3, most: 9 } },
  quick: { budget: 0, rounds: { least: 1, most: 1 } },
};

const quickSteps = 4;

const races: readonly Race[] = [
  { tokens: 16, steps: 50, batchSizes: [1, 50], goals: { single: 'at least 1.7', best: 'at least 0.67' } },
  { tokens: 128, steps: 50, batchSizes: [1, 10], goals: { single: 'at least 0.625', best: '' } },
];

function memoryCases(python: string | null): MemoryCase[] {
  const own = { name: 'gradlens', open: () => openGradlens(), batchSize: null };
  return [
    { ...own, tokens: 16, steps: 50, goal: 'at most 1.2 GB' },
    { ...own, tokens: 512, steps: 20, goal: 'at most 2 GB' },
    ...(python === null
      ? []
      : [
          {
            name: 'Captum, internal_batch_size=1',
            open: () => openCaptum(python),
            tokens: 16,
            steps: 50,
            batchSize: 1,
            goal: '',
          },
        ]),
  ];
}

/** Integrated Gradients of one text beside Captum's: time and memory. */
export const integratedGradients: Suite = {
  name: 'ig',
  title: 'Integrated Gradients',
  async open(thoroughness) {
    const shortened = <Case extends { readonly steps: number }>(full: Case): Case =>
      thoroughness === 'full' ? full : { ...full, steps: quickSteps };
    const racers = await openRacers('cpu');
    async function* sections() {
      yield holdRaces(racers, races.map(shortened), efforts[thoroughness]);
      process.stderr.write('memory\n');
      yield measureMemory(memoryCases(findPython()).map(shortened));
    }
    return { hardware: cpus()[0]?.model ?? 'CPU', software: racers.software, sections: sections() };
  },
};
