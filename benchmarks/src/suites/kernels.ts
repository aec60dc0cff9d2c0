import { listAdapters, openBackend, type AdapterSummary } from '@gradlens/tensor/node';
import { measureCommands, type Command } from '../commands/measure.ts';
import { commandSection } from '../commands/section.ts';
import { execute } from '../execution/run.ts';
import { executionSection } from '../execution/section.ts';
import { ensureCheckpoint } from '../ig/explainers.ts';
import type { Race } from '../ig/race.ts';
import { holdRaces, openRacers } from '../ig/races.ts';
import { tellOnStderr, versionOf } from '../machine.ts';
import { installGpu } from '../nodeGpu.ts';
import type { Suite, Thoroughness } from '../suite.ts';
import { efforts } from './efforts.ts';
import { openKernels } from './kernelSections.ts';
import { oneText } from './texts.ts';

/** On a GPU, where Captum is as well. */
const races: readonly Race[] = [16, 128].map((tokens) => ({
  tokens,
  steps: 50,
  batchSizes: [null, 50],
  goals: { single: '', best: 'at least 1' },
}));

const commands: readonly Command[] = [{ name: 'one text, WebGPU', texts: oneText, device: 'webgpu' }];

/** Tokens and path points of gradients that are looked at. */
const executions: Readonly<Record<Thoroughness, readonly (readonly [number, number])[]>> = {
  quick: [[16, 2]],
  full: [
    [16, 10],
    [128, 10],
  ],
};

/** What WebGPU computes, beside others on the same adapter. Rejects with a NoAdapterError where there is none. */
export const kernels: Suite = {
  name: 'kernels',
  title: 'WebGPU kernels',
  async open(thoroughness) {
    const backend = await openBackend('webgpu');
    const [adapter] = (await listAdapters()) as [AdapterSummary];
    const gpu = installGpu();
    const versions = {
      tensor: versionOf('packages/tensor'),
      jax: versionOf('node_modules/@jax-js/jax'),
    };
    const {
      hardware,
      software,
      sections: ofKernels,
    } = await openKernels(backend, versions, thoroughness, tellOnStderr);
    const racers = adapter.software ? null : await openRacers('gpu');
    async function* sections() {
      yield* ofKernels;
      const looked = [];
      for (const [tokens, points] of executions[thoroughness])
        looked.push(await execute(ensureCheckpoint(), gpu, tokens, points));
      yield executionSection(looked);
      if (racers) yield holdRaces(racers, races, efforts[thoroughness]);
      yield commandSection(await measureCommands(commands, efforts[thoroughness]));
    }
    return {
      hardware,
      software: [
        ...software,
        ...(racers?.software ?? []),
        `Dawn from the npm package webgpu ${versionOf('node_modules/webgpu')}`,
      ],
      sections: sections(),
    };
  },
};
