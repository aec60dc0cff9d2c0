import type { Node, VariableNode } from '../../graph/node.ts';
import { formatShape, type NumericArray } from '../../graph/shape.ts';
import { checkFills } from '../checkFills.ts';
import { withErrorScopes } from './errors.ts';
import { checkResidentLimits } from './limits.ts';
import { elementsOf, type Memory } from './memory.ts';

/** Values that stay on the device between runs: constants while an executable uses them, variables until they are released. */
export class Residents {
  readonly #device: GPUDevice;
  readonly #memory: Memory;
  readonly #constants = new Map<Node, { readonly buffer: GPUBuffer; users: number }>();
  readonly #variables = new Map<VariableNode, Promise<GPUBuffer>>();

  constructor(device: GPUDevice, memory: Memory) {
    this.#device = device;
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
    return this.#hold(node, (async () => this.#place(node, await node.attrs.load()))());
  }

  /** Sets a variable, without loading its first value. */
  async write(node: VariableNode, data: NumericArray): Promise<void> {
    checkFills(node, data);
    const known = this.#variables.get(node);
    if (known) this.#memory.upload(await known, data, node.dtype, node.attrs.half);
    else await this.#hold(node, this.#place(node, data));
  }

  release(node: VariableNode): void {
    const buffer = this.#variables.get(node);
    this.#variables.delete(node);
    buffer?.then((loaded) => this.#memory.free(loaded)).catch(() => undefined);
  }

  #hold(node: VariableNode, buffer: Promise<GPUBuffer>): Promise<GPUBuffer> {
    this.#variables.set(node, buffer);
    // What failed is tried again by the next who asks.
    buffer.catch(() => this.#variables.delete(node));
    return buffer;
  }

  /** Rejects with what the device says where it has no room. */
  async #place(node: VariableNode, data: NumericArray): Promise<GPUBuffer> {
    checkResidentLimits(node, this.#device.limits);
    return withErrorScopes(
      this.#device,
      `placing "${node.attrs.name}"`,
      () => this.#store(node, data),
      (buffer) => this.#memory.free(buffer),
    );
  }

  #store(node: Node, data: NumericArray): GPUBuffer {
    checkFills(node, data);
    const { half = false } = node.attrs as { half?: boolean };
    const buffer = this.#memory.storage(
      elementsOf({ shape: node.shape, half }),
      `${node.op.name} ${node.attrs.name ?? formatShape(node.shape)}`,
    );
    this.#memory.upload(buffer, data, node.dtype, half);
    return buffer;
  }
}
