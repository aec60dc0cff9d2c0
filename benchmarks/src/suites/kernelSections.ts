import { cpuBackend, type Backend } from '@gradlens/tensor';
import type { Tell } from '../contest.ts';
import { peakGflops } from '../peak.ts';
import { measureProducts } from '../products/measureProducts.ts';
import { openJax } from '../products/peers/jax.ts';
import { ours } from '../products/peers/ours.ts';
import { openTfjsWebgpu } from '../products/peers/tfjsWebgpu.ts';
import { gpuProducts, quickProducts } from '../products/shapes.ts';
import type { Findings, Thoroughness } from '../suite.ts';
import { jaxLibrary } from '../tasks/libraries/jax.ts';
import { ours as ourLibrary } from '../tasks/libraries/ours.ts';
import { tfjsLibrary } from '../tasks/libraries/tfjs.ts';
import { measureTasks } from '../tasks/measureTasks.ts';
import { attentionTasks, encoderTask, rowTasks } from '../tasks/tasks.ts';
import { efforts, longEfforts } from './efforts.ts';

/** Versions of packages that cannot be asked for theirs. */
export interface Versions {
  readonly tensor: string;
  readonly jax: string;
}

/** What kernels do on the WebGPU of `navigator.gpu`, in Node or in a page, beside others; the backend is disposed of at the end. */
export async function openKernels(
  backend: Backend,
  versions: Versions,
  thoroughness: Thoroughness,
  tell: Tell,
): Promise<Findings> {
  const effort = efforts[thoroughness];
  const long = longEfforts[thoroughness];
  const quick = thoroughness === 'quick';
  const name = `@gradlens/tensor ${versions.tensor}`;
  const own = ours(backend, name);
  const inHalf = ours(backend, `${name}, W in float16`, { half: true });
  const { peer: tfjs, tf } = await openTfjsWebgpu();
  const jax = await openJax('webgpu', versions.jax);
  if (own.adapter !== tfjs.adapter)
    throw new Error(`the peers are on different adapters: ${own.adapter} and ${tfjs.adapter}`);
  const peak = await peakGflops(navigator.gpu);
  const cpu = await cpuBackend({ simd: 'plain' });
  const contest = {
    own: ourLibrary(backend, name),
    others: [tfjsLibrary(tf), jaxLibrary(jax.name)],
    oracle: ourLibrary(cpu, 'this project on the CPU, itself tested against float64'),
    tell,
  };
  async function* sections() {
    yield measureProducts(
      quick ? quickProducts : gpuProducts,
      { own: [own, inHalf], others: [tfjs, jax] },
      effort,
      tell,
      ['at least 2'],
      peak,
    );
    yield measureTasks(
      { title: 'Between the products', introduction: 'At the shapes of BERT-base.', goal: 'at least 1' },
      rowTasks,
      contest,
      effort,
    );
    yield measureTasks(
      {
        title: 'Attention',
        introduction:
          "Of BERT-base's 12 heads of 64. The others compose it of products and softmax, so that their memory grows with the square of the tokens.",
        goal: 'at least 2',
      },
      [...attentionTasks(10, 16), ...attentionTasks(4, 128), ...(quick ? [] : attentionTasks(1, 512))],
      contest,
      effort,
    );
    yield measureTasks(
      {
        title: 'Encoder',
        introduction:
          'Forward, and the gradient of what goes in, each by its own autodiff; weights are random.',
        goal: 'at least 2',
      },
      quick
        ? [encoderTask(1, 4, 16)]
        : [encoderTask(1, 10, 16), encoderTask(1, 10, 128), encoderTask(12, 10, 16), encoderTask(12, 1, 128)],
      contest,
      long,
    );
    await own.dispose();
    await tfjs.dispose();
    await cpu.dispose();
  }
  return { hardware: own.adapter, software: [name, tfjs.name, jax.name], sections: sections() };
}
