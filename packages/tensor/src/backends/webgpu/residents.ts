import type { Node, VariableNode } from '../../graph/node.ts';
import { formatShape, sizeOf, type NumericArray } from '../../graph/shape.ts';
import { checkFills } from '../checkFills.ts';
import type { Memory } from './memory.ts';

/** Values that stay on the device between runs: constants while an executable uses them, variables until they are released. */
export class Residents {
  readonly #memory: Memory;
  readonly #constants = new Map<Node, { readonly buffer: GPUBuffer; users: number }>();
  readonly #variables = new Map<VariableNode, Promise<GPUBuffer>>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  useConstant(node: Node): GPUBuffer {
    const entry = this.#constants.get(node) ?? { buffer: this.#store(node, node.attrs.data), users: 0 };
    entry.users++;
    this.#constants.set(node, entry);
    return entry.buffer;
  }

  dropConstant(node: Node): void {
    const entry = this.#constants.get(node);
    if (!entry || --entry.users > 0) return;
    this.#constants.delete(node);
    this.#memory.free(entry.buffer);
  }

  /** The variable's buffer; loads its first value when there is none yet. */
  variable(node: VariableNode): Promise<GPUBuffer> {
    const known = this.#variables.get(node);
    if (known) return known;
    const loading = (async () => this.#store(node, await node.attrs.load()))();
    this.#variables.set(node, loading);
    // A load that failed is tried again by the next who asks.
    loading.catch(() => this.#variables.delete(node));
    return loading;
  }

  /** Sets a variable, without loading its first value. */
  async write(node: VariableNode, data: NumericArray): Promise<void> {
    checkFills(node, data);
    const known = this.#variables.get(node);
    if (known) this.#memory.upload(await known, data, node.dtype);
    else this.#variables.set(node, Promise.resolve(this.#store(node, data)));
  }

  release(node: VariableNode): void {
    const buffer = this.#variables.get(node);
    this.#variables.delete(node);
    buffer?.then((loaded) => this.#memory.free(loaded)).catch(() => undefined);
  }

  #store(node: Node, data: NumericArray): GPUBuffer {
    checkFills(node, data);
    const buffer = this.#memory.storage(
      sizeOf(node.shape),
      `${node.op.name} ${node.attrs.name ?? formatShape(node.shape)}`,
    );
    this.#memory.upload(buffer, data, node.dtype);
    return buffer;
  }
}
