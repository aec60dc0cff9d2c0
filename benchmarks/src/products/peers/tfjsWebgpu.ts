import { create, globals } from 'webgpu';
import { asStored } from '../rightFactor.ts';
import type { Peer } from './peer.ts';
import { prepareTfjs } from './tfjs.ts';

/** TensorFlow.js on WebGPU. Rejects when it finds no adapter. */
export async function openTfjsWebgpu(): Promise<Peer> {
  const gpu = create([]);
  // tfjs-backend-webgpu registers itself when it is loaded, and only where it sees `navigator.gpu`; jax-js reads the user agent.
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'Node.js' },
    configurable: true,
  });
  Object.assign(globalThis, globals);
  // The core has no gradients of its own; this registers them.
  await import('@tensorflow/tfjs');
  const tf = await import('@tensorflow/tfjs-core');
  const { webgpu_util: support } = await import('@tensorflow/tfjs-backend-webgpu');
  if (!support.isWebGPUSupported() || !(await tf.setBackend('webgpu'))) {
    throw new Error('tfjs: its webgpu backend found no adapter');
  }
  // The adapter that tfjs has just asked for, by the same preference.
  const { info } = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))!;
  return {
    name: `@tensorflow/tfjs-backend-webgpu ${tf.version_core}`,
    adapter: [info.description || info.device, info.vendor, info.architecture].join(', '),
    setup: 'matMul of tensors on the device; W lies as stored, and a number of the last product is read.',
    prepare: async (product, { rows, weight }, repeats) =>
      prepareTfjs(tf, rows, asStored(product, weight), repeats),
    dispose: async () => tf.removeBackend('webgpu'),
  };
}
