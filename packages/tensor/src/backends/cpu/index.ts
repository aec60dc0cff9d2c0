import type { Node, VariableNode } from '../../graph/node.ts';
import { sizeOf, type DType, type NumericArray } from '../../graph/shape.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Backend, Executable } from '../backend.ts';
import { breathing } from '../breath.ts';
import { checkFills } from '../checkFills.ts';
import { checkInputs } from '../checkInputs.ts';
import { Turns } from '../turns.ts';
import { compileSteps, numbers, scratchSize, type Addresses, type CompiledSteps } from './compile.ts';
import { Heap } from './heap.ts';
import { matmulModule, type MatmulFunctions } from './wasm/matmulModule.ts';

/** Runs plans as WebAssembly with SIMD, in float32, on one thread. Runs in Node and in pages alike. */
export async function cpuBackend(): Promise<Backend> {
  const heap = new Heap();
  const { instance } = await WebAssembly.instantiate(matmulModule(), { env: { memory: heap.memory } });
  return new CpuBackend(heap, instance.exports as unknown as MatmulFunctions);
}

class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly adapter = 'CPU, WebAssembly SIMD, 1 thread';
  readonly maxTensorBytes = 2 ** 31;
  readonly workingBytes = 64 * 2 ** 20;
  readonly #heap: Heap;
  readonly #matmuls: MatmulFunctions;
  readonly #constants = new Map<Node, { readonly address: number; users: number }>();
  readonly #variables = new Map<VariableNode, Promise<number>>();
  readonly #turns = new Turns();
  #disposed = false;

  constructor(heap: Heap, matmuls: MatmulFunctions) {
    this.#heap = heap;
    this.#matmuls = matmuls;
  }

  async prepare(plan: Plan): Promise<Executable> {
    this.#check();
    const variables = new Map<VariableNode, number>();
    for (const { source } of plan.values) {
      if (source.kind === 'variable') variables.set(source.node, await this.#variable(source.node));
    }
    const owned: number[] = [];
    const constants: Node[] = [];
    const free = (): void => {
      for (const address of owned) this.#heap.free(address);
      for (const node of constants) this.#dropConstant(node);
    };
    const own = (elements: number): number => {
      owned.push(this.#heap.allocate(elements));
      return owned.at(-1)!;
    };
    let addresses: number[];
    let steps: CompiledSteps;
    try {
      const slots = plan.slots.map(own);
      const scratch = own(scratchSize(plan));
      addresses = plan.values.map(({ shape, source }): number => {
        switch (source.kind) {
          case 'computed':
            return slots[source.slot]!;
          case 'constant': {
            const address = this.#useConstant(source.node);
            constants.push(source.node);
            return address;
          }
          case 'variable':
            return variables.get(source.node)!;
          case 'input':
            return own(sizeOf(shape));
        }
      });
      steps = await compileSteps(plan, addresses, scratch, this.#heap, this.#matmuls);
    } catch (error) {
      free();
      throw error;
    }
    let disposed = false;
    return {
      run: (inputs) =>
        this.#turns.take(async () => {
          if (disposed) throw new Error('run: the executable was disposed');
          this.#check();
          await this.#checkHeld(variables);
          return this.#run(plan, addresses, steps, inputs);
        }),
      dispose: () => {
        if (disposed) return;
        disposed = true;
        // A run may be under way: its memory is freed after it.
        void this.#turns.take(async () => {
          if (!this.#disposed) free();
        });
      },
    };
  }

  async read(variable: VariableNode): Promise<NumericArray> {
    this.#check();
    return this.#turns.take(async () => this.#view(variable, await this.#variable(variable)).slice());
  }

  async write(variable: VariableNode, data: NumericArray): Promise<void> {
    this.#check();
    await this.#turns.take(async () => {
      checkFills(variable, data);
      const known = this.#variables.get(variable);
      if (known) this.#view(variable, await known).set(data);
      else this.#variables.set(variable, Promise.resolve(this.#create(variable, data)));
    });
  }

  release(variables: readonly VariableNode[]): void {
    for (const variable of variables) {
      const address = this.#variables.get(variable);
      this.#variables.delete(variable);
      // A run may be under way: its memory is freed after it.
      if (address) this.#turns.take(async () => this.#heap.free(await address)).catch(() => undefined);
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#constants.clear();
    this.#variables.clear();
  }

  async #run(
    plan: Plan,
    addresses: Addresses,
    steps: CompiledSteps,
    given: readonly NumericArray[],
  ): Promise<NumericArray[]> {
    checkInputs(plan, given);
    for (const [i, id] of plan.inputs.entries()) {
      if (id !== undefined) numbers(plan, id, addresses, this.#heap).set(given[i]!);
    }
    const breathe = breathing();
    for (const step of steps) {
      await breathe();
      step();
    }
    for (const { variable, value } of plan.updates) {
      numbers(plan, variable, addresses, this.#heap).set(numbers(plan, value, addresses, this.#heap));
    }
    return plan.outputs.map((id) => numbers(plan, id, addresses, this.#heap).slice());
  }

  #variable(variable: VariableNode): Promise<number> {
    const known = this.#variables.get(variable);
    if (known) return known;
    const loading = (async () => this.#create(variable, await variable.attrs.load()))();
    this.#variables.set(variable, loading);
    // A load that failed is tried again by the next who asks.
    loading.catch(() => this.#variables.delete(variable));
    return loading;
  }

  #useConstant(node: Node): number {
    const entry = this.#constants.get(node) ?? { address: this.#create(node, node.attrs.data), users: 0 };
    entry.users++;
    this.#constants.set(node, entry);
    return entry.address;
  }

  #dropConstant(node: Node): void {
    const entry = this.#constants.get(node);
    if (!entry || --entry.users > 0) return;
    this.#constants.delete(node);
    this.#heap.free(entry.address);
  }

  /** Throws when a variable no longer lies where a plan was compiled to find it. */
  async #checkHeld(variables: ReadonlyMap<VariableNode, number>): Promise<void> {
    for (const [variable, address] of variables) {
      if ((await this.#variables.get(variable)) !== address) {
        throw new Error(`run: the variable "${variable.attrs.name}" was released: compile again`);
      }
    }
  }

  #create(node: Node, data: NumericArray): number {
    checkFills(node, data);
    const address = this.#heap.allocate(sizeOf(node.shape));
    this.#view(node, address).set(data);
    return address;
  }

  #view(
    { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DType },
    address: number,
  ): Float32Array | Int32Array {
    return dtype === 'i32'
      ? this.#heap.ints(address, sizeOf(shape))
      : this.#heap.floats(address, sizeOf(shape));
  }

  #check(): void {
    if (this.#disposed) throw new Error('the cpu backend was disposed');
  }
}
