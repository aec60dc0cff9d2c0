import type { Backend } from '@gradlens/tensor';
import { openBackend } from '@gradlens/tensor/node';

/** TODO: call openBackend itself once its type has the options. */
const open: (choice: 'cpu', options: { readonly threads: number }) => Promise<Backend> = openBackend;

/** The CPU backend with so many threads. */
export async function openCpu(threads: number): Promise<Backend> {
  return open('cpu', { threads });
}
