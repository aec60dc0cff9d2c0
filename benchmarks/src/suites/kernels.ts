import { cpuBackend, type Backend } from '@gradlens/tensor';
import { openBackend } from '@gradlens/tensor/node';
import * as tf from '@tensorflow/tfjs-core';
import { executionSection } from '../execution/section.ts';
import { execute } from '../execution/run.ts';
import { ensureCheckpoint } from '../ig/explainers.ts';
import { measureCommands, type Command } from '../commands/measure.ts';
import { commandSection } from '../commands/section.ts';
import { versionOf } from '../machine.ts';
import { peakGflops } from '../peak.ts';
import { measureProducts } from '../products/measureProducts.ts';
import { openJax } from '../products/peers/jax.ts';
import { ours } from '../products/peers/ours.ts';
import { openTfjsWebgpu } from '../products/peers/tfjsWebgpu.ts';
import { gpuProducts, quickProducts } from '../products/shapes.ts';
import type { Section, Suite } from '../suite.ts';
import { jaxLibrary } from '../tasks/libraries/jax.ts';
import { ours as ourLibrary } from '../tasks/libraries/ours.ts';
import { tfjsLibrary } from '../tasks/libraries/tfjs.ts';
import { measureTasks } from '../tasks/measureTasks.ts';
import { attentionTasks, encoderTask, rowTasks } from '../tasks/tasks.ts';
import { efforts, longEfforts } from './efforts.ts';
import { oneText } from './texts.ts';

const commands: readonly Command[] = [{ name: 'one text, WebGPU', texts: oneText, device: 'webgpu' }];

/** What WebGPU computes, beside others on the same adapter. Rejects with a NoAdapterError where there is none. */
export const kernels: Suite = {
  name: 'kernels',
  title: 'WebGPU kernels',
  async measure(thoroughness) {
    const effort = efforts[thoroughness];
    const long = longEfforts[thoroughness];
    const quick = thoroughness === 'quick';
    const backend = await openBackend('webgpu');
    const name = `@gradlens/tensor ${versionOf('packages/tensor')}`;
    const own = ours(backend, name);
    const tfjs = await openTfjsWebgpu();
    const jax = await openJax('webgpu');
    if (own.adapter !== tfjs.adapter)
      throw new Error(`the peers are on different adapters: ${own.adapter} and ${tfjs.adapter}`);
    const peak = await peakGflops();

    const cpu: Backend = await cpuBackend({ simd: 'plain' });
    const contest = {
      own: ourLibrary(backend, name),
      others: [tfjsLibrary(tf), jaxLibrary()],
      oracle: ourLibrary(cpu, 'this project on the CPU, itself tested against float64'),
    };
    const sections: Section[] = [
      await measureProducts(
        quick ? quickProducts : gpuProducts,
        { own: [own], others: [tfjs, jax] },
        effort,
        ['at least 2'],
        peak,
      ),
      await measureTasks(
        {
          title: 'Between the products',
          introduction: 'At the shapes of BERT-base.',
          goal: 'at least 1',
        },
        rowTasks,
        contest,
        effort,
      ),
      await measureTasks(
        {
          title: 'Attention',
          introduction:
            "Of BERT-base's 12 heads of 64. The others compose it of products and softmax, so that their memory grows with the square of the tokens.",
          goal: 'at least 2',
        },
        [...attentionTasks(10, 16), ...attentionTasks(4, 128), ...(quick ? [] : attentionTasks(1, 512))],
        contest,
        effort,
      ),
      await measureTasks(
        {
          title: 'Encoder',
          introduction:
            'Forward, and the gradient of what goes in, each by its own autodiff; weights are random.',
          goal: 'at least 2',
        },
        quick
          ? [encoderTask(1, 4, 16)]
          : [
              encoderTask(1, 10, 16),
              encoderTask(1, 10, 128),
              encoderTask(12, 10, 16),
              encoderTask(12, 1, 128),
            ],
        contest,
        long,
      ),
    ];
    const looked = [];
    for (const [tokens, points] of quick
      ? ([[16, 2]] as const)
      : ([
          [16, 10],
          [128, 10],
        ] as const))
      looked.push(await execute(ensureCheckpoint(), navigator.gpu, tokens, points));
    sections.push(executionSection(looked));
    await own.dispose();
    await tfjs.dispose();
    await cpu.dispose();
    return {
      hardware: `${own.adapter}; fused multiply-adds alone: ${peak.toFixed(0)} GFLOP/s`,
      software: [
        name,
        tfjs.name,
        jax.name,
        `Dawn from the npm package webgpu ${versionOf('node_modules/webgpu')}`,
      ],
      sections: [...sections, commandSection(await measureCommands(commands, effort))],
    };
  },
};
