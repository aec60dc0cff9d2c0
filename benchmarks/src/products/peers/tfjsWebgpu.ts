import { summaryOf } from '@gradlens/tensor';
import { asStored } from '../rightFactor.ts';
import type { Peer } from './peer.ts';
import { prepareTfjs, type Tfjs } from './tfjs.ts';

/** TensorFlow.js on the WebGPU of `navigator.gpu`, and itself. Rejects when it finds no adapter. */
export async function openTfjsWebgpu(): Promise<{ readonly peer: Peer; readonly tf: Tfjs }> {
  // The core has no gradients of its own; this registers them.
  await import('@tensorflow/tfjs');
  const tf = await import('@tensorflow/tfjs-core');
  const { webgpu_util: support } = await import('@tensorflow/tfjs-backend-webgpu');
  if (!support.isWebGPUSupported() || !(await tf.setBackend('webgpu'))) {
    throw new Error('tfjs: its webgpu backend found no adapter');
  }
  // The adapter that tfjs has just asked for, by the same preference.
  const adapter = (await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }))!;
  const peer: Peer = {
    name: `@tensorflow/tfjs-backend-webgpu ${tf.version_core}`,
    adapter: summaryOf(adapter).name,
    setup: 'matMul of tensors on the device; W lies as stored, and a number of the last product is read.',
    prepare: async (product, { rows, weight }, repeats) =>
      prepareTfjs(tf, rows, asStored(product, weight), repeats),
    dispose: async () => tf.removeBackend('webgpu'),
  };
  return { peer, tf };
}
