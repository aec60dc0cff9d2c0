import type { Node, VariableNode } from '../../graph/node.ts';
import { sizeOf, type DType, type NumericArray } from '../../graph/shape.ts';
import type { Plan, Step, ValueId } from '../../plan/plan.ts';
import type { Backend, Executable } from '../backend.ts';
import { checkFills } from '../checkFills.ts';
import { checkInputs } from '../checkInputs.ts';
import { Turns } from '../turns.ts';
import { Workspace } from '../workspace.ts';
import { compilePlan, packedElements, scratchBytes } from './compile.ts';
import type { Crew, LoadedPlan } from './crew/crew.ts';
import { inlineCrew } from './crew/inline.ts';
import { startWebWorker, workerCrew, type StartWorker } from './crew/workers.ts';
import { Heap } from './heap.ts';
import { kernelModule } from './kernels/module.ts';
import type { Placement } from './placement.ts';
import { widestSimd, type SimdVariant } from './simd.ts';

/** Each thread is a worker with an engine of its own. */
export const MAX_THREADS = 256;

/** Beyond it a run leaves the caches. */
export const CPU_WORKING_BYTES = 128 * 2 ** 20;

export interface CpuOptions {
  /**
   * Default 1: the calling thread, which pauses now and then. More are workers, while the calling thread stays free; in a page that takes
   * `crossOriginIsolated`. Results have the same bits for any number.
   */
  readonly threads?: number;
  /** Default `relaxed` where the engine has it. `plain` gives the same bits on every machine. */
  readonly simd?: SimdVariant;
  /** Bytes of memory that there are for tensors, of which WebAssembly takes 4 GiB at most; default 4 GiB. */
  readonly memoryBytes?: number;
  /** How workers are started; default as in a page. @gradlens/tensor/node starts those of Node. */
  readonly startWorker?: StartWorker;
}

/**
 * Runs plans as WebAssembly with SIMD, in float32. Runs in Node and in pages alike: all code travels in this script.
 *
 * Throws a RangeError for a number of threads that is not a whole number from 1 to 256, and an Error where threads cannot share memory.
 */
export async function cpuBackend(options: CpuOptions = {}): Promise<Backend> {
  const { threads = 1, simd = widestSimd(), memoryBytes = Infinity, startWorker = startWebWorker } = options;
  if (!Number.isSafeInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new RangeError(`threads must be a whole number from 1 to ${MAX_THREADS}, not ${threads}`);
  const shared = threads > 1;
  if (shared && typeof SharedArrayBuffer === 'undefined')
    throw new Error(
      'several threads need shared memory, which this page does not have: it is not cross-origin isolated',
    );
  const heap = new Heap(shared, memoryBytes);
  const kernels = await WebAssembly.compile(kernelModule({ simd, shared }));
  const crew = shared
    ? workerCrew(heap, kernels, threads, startWorker)
    : await inlineCrew(heap.memory, kernels);
  return new CpuBackend(heap, crew, simd);
}

/** A plan with everything that runs it. */
interface Prepared {
  readonly plan: Plan;
  readonly placement: Placement;
  readonly loaded: LoadedPlan;
  /** Gives variables their new values; undefined where there are none. */
  readonly updates: LoadedPlan | undefined;
  /** Gives back its memory. */
  readonly free: () => void;
}

class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly adapter: string;
  readonly maxTensorBytes = 2 ** 31;
  readonly workingBytes = CPU_WORKING_BYTES;
  readonly capacityBytes: number;
  readonly #heap: Heap;
  readonly #crew: Crew;
  readonly #workspace: Workspace<number>;
  readonly #constants = new Map<Node, { readonly address: number; users: number }>();
  readonly #variables = new Map<VariableNode, Promise<number>>();
  readonly #turns = new Turns();
  #disposed = false;

  constructor(heap: Heap, crew: Crew, simd: SimdVariant) {
    this.adapter = `CPU, WebAssembly ${simd === 'relaxed' ? 'relaxed ' : ''}SIMD, ${crew.threads} thread${crew.threads > 1 ? 's' : ''}`;
    this.capacityBytes = heap.capacityBytes;
    this.#heap = heap;
    this.#crew = crew;
    this.#workspace = new Workspace(
      (elements) => heap.allocate(elements),
      (address) => heap.free(address),
    );
  }

  async prepare(plan: Plan): Promise<Executable> {
    this.#check();
    const variables = new Map<VariableNode, number>();
    for (const { source } of plan.values) {
      if (source.kind === 'variable') variables.set(source.node, await this.#variable(source.node));
    }
    const prepared = await this.#place(plan, variables);
    let disposed = false;
    return {
      run: (inputs) =>
        this.#turns.take(async () => {
          if (disposed) throw new Error('run: the executable was disposed');
          this.#check();
          await this.#checkHeld(variables);
          return this.#run(prepared, inputs);
        }),
      dispose: () => {
        if (disposed) return;
        disposed = true;
        // A run may be under way: its memory is freed after it.
        void this.#turns.take(async () => {
          if (this.#disposed) return;
          prepared.loaded.unload();
          prepared.updates?.unload();
          prepared.free();
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
    // A run may be under way.
    await this.#turns.take(() => this.#crew.dispose());
  }

  /** Finds memory for all of a plan, and compiles it. */
  async #place(plan: Plan, variables: ReadonlyMap<VariableNode, number>): Promise<Prepared> {
    const { threads } = this.#crew;
    const inputs = plan.inputs.filter((id) => id !== undefined);
    const { blocks, release } = this.#workspace.take({
      slots: plan.slots,
      inputs: inputs.map((id) => sizeOf(plan.values[id]!.shape)),
      packed: [packedElements(plan)],
      fault: [2],
      scratch: Array.from({ length: threads }, () => scratchBytes(plan) / 4),
    });
    const constants: Node[] = [];
    const free = (): void => {
      release();
      for (const node of constants) this.#dropConstant(node);
    };
    try {
      const values = plan.values.map(({ id, source }): number => {
        switch (source.kind) {
          case 'computed':
            return blocks.slots[source.slot]!;
          case 'constant': {
            const address = this.#useConstant(source.node);
            constants.push(source.node);
            return address;
          }
          case 'variable':
            return variables.get(source.node)!;
          case 'input':
            return blocks.inputs[inputs.indexOf(id)]!;
        }
      });
      const placement = { values, packed: blocks.packed[0]!, fault: blocks.fault[0]! };
      const { phases, updates, ...compiled } = compilePlan(plan, placement, { shared: threads > 1 });
      const module = await WebAssembly.compile(compiled.module);
      return {
        plan,
        placement,
        loaded: await this.#crew.load(module, phases, blocks.scratch),
        updates: updates.length > 0 ? await this.#crew.load(module, updates, blocks.scratch) : undefined,
        free,
      };
    } catch (error) {
      free();
      throw error;
    }
  }

  async #run(
    { plan, placement, loaded, updates }: Prepared,
    given: readonly NumericArray[],
  ): Promise<NumericArray[]> {
    checkInputs(plan, given);
    const numbers = (id: ValueId) => this.#view(plan.values[id]!, placement.values[id]!);
    for (const [i, id] of plan.inputs.entries()) if (id !== undefined) numbers(id).set(given[i]!);
    this.#heap.ints(placement.fault, 2).fill(0);
    await loaded.run();
    // The memory may have grown meanwhile: a view from before would be of none.
    const [step, id] = this.#heap.ints(placement.fault, 2);
    if (step! > 0) throw outsideTable(plan, plan.steps[step! - 1]!, id!);
    await updates?.run();
    return plan.outputs.map((output) => numbers(output).slice());
  }

  #variable(variable: VariableNode): Promise<number> {
    const known = this.#variables.get(variable);
    if (known) return known;
    const loading = (async () => this.#create(variable, await variable.attrs.load()))();
    this.#variables.set(variable, loading);
    // A load that failed is tried again by the next who asks.
    loading.catch(() => {
      if (this.#variables.get(variable) === loading) this.#variables.delete(variable);
    });
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

/** What a gather or a scatterAdd says of an id that its table does not have. */
function outsideTable(plan: Plan, step: Step, id: number): RangeError {
  const table = step.kernel === 'gather' ? step.operands[0]!.layout.shape : plan.values[step.output]!.shape;
  return new RangeError(`${step.kernel}: id ${id} lies outside a table of ${table[0]} rows`);
}
