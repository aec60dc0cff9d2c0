import * as tf from '@tensorflow/tfjs-core';
import { version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import { innerFirst } from '../rightFactor.ts';
import type { Peer } from './peer.ts';
import { prepareTfjs } from './tfjs.ts';

/** TensorFlow.js on WebAssembly: XNNPACK with SIMD; in Node it has one thread. */
export async function openTfjsWasm(): Promise<Peer> {
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs: its wasm backend cannot be opened');
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('tfjs: it sees no SIMD here');
  return {
    name: `@tensorflow/tfjs-backend-wasm ${version}`,
    adapter: 'CPU, WebAssembly SIMD, 1 thread',
    // With transposeB it leaves XNNPACK for a scalar loop, more than ten times slower.
    setup:
      'matMul with W as [inner, columns], for which it takes XNNPACK; the warm-up packs W, and a number of the last product is read.',
    prepare: async (product, { rows, weight }, repeats) =>
      prepareTfjs(tf, rows, innerFirst(product, weight), repeats),
    dispose: async () => tf.removeBackend('wasm'),
  };
}
