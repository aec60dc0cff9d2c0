import { create, globals } from 'webgpu';

/** Gives Node what a page has: `navigator.gpu` and the globals of WebGPU. Libraries look for them when they are loaded. */
export function installGpu(): GPU {
  const gpu = create([]);
  // jax-js reads the user agent.
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'Node.js' },
    configurable: true,
  });
  Object.assign(globalThis, globals);
  return gpu;
}
