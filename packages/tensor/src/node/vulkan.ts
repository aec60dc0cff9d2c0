import { constants } from 'node:os';
import { dlopen, platform } from 'node:process';

/**
 * Whether WebGPU could find an adapter at all: on Linux it needs the Vulkan loader. Asking first spares whoever has none the time to load Dawn and
 * a warning that it writes.
 */
export function mayHaveAdapter(): boolean {
  if (platform !== 'linux') return true;
  try {
    dlopen({ exports: {} }, 'libvulkan.so.1', constants.dlopen.RTLD_LAZY);
    return true;
  } catch (error) {
    // What was found is no addon of Node, and that is what the error says then.
    return !String(error).includes('cannot open shared object file');
  }
}
