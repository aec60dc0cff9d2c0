import type * as tfjs from '@tensorflow/tfjs-core';
import { create, globals } from 'webgpu';
import { dimensionsOf, type Product } from '../shapes.ts';
import type { Operands, Peer, PreparedProducts } from './peer.ts';

type Tfjs = typeof tfjs;

/** TensorFlow.js on WebGPU. Rejects when it finds no adapter. */
export async function openTfjs(): Promise<Peer> {
  const gpu = create([]);
  // tfjs-backend-webgpu registers itself when it is loaded, and only where it sees `navigator.gpu`.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  Object.assign(globalThis, globals);
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
    prepare: async (product, operands, repeats) => prepare(tf, product, operands, repeats),
    dispose: async () => tf.removeBackend('webgpu'),
  };
}

function prepare(tf: Tfjs, product: Product, operands: Operands, repeats: number): PreparedProducts {
  const { rows, inner } = dimensionsOf(product);
  const weight = tf.tensor2d(operands.weight, [...product.weight]);
  const copies = Array.from({ length: repeats }, () => tf.tensor2d(operands.rows, [rows, inner]));
  const multiply = (copy: (typeof copies)[number]) =>
    tf.matMul(copy, weight, false, product.orientation === 'x·Wᵀ');
  return {
    async result() {
      const result = multiply(copies[0]!);
      const numbers = (await result.data()) as Float32Array;
      result.dispose();
      return numbers;
    },
    async run() {
      // The queue works in order: a number of the last product is there when all products are.
      const number = tf.tidy(() => tf.slice(copies.map(multiply).at(-1)!, [0, 0], [1, 1]));
      await number.data();
      number.dispose();
    },
    dispose: () => tf.dispose([weight, ...copies]),
  };
}
