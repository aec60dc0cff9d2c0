import { float16Numbers } from '../../graph/float16.ts';
import type { VariableNode } from '../../graph/node.ts';
import { sizeOf, type DType, type NumericArray } from '../../graph/shape.ts';
import type { Plan, Value } from '../../plan/plan.ts';
import type { Backend, Executable } from '../backend.ts';
import { checkInputs } from '../checkInputs.ts';
import { Turns } from '../turns.ts';
import { Workspace } from '../workspace.ts';
import { DeviceLostError, withErrorScopes } from './errors.ts';
import { checkDispatchLimits, checkMemoryLimits, largestTensorBytes, workingBytesOf } from './limits.ts';
import { lower } from './lowering.ts';
import { bufferBytes, elementsOf, Memory } from './memory.ts';
import { Residents } from './residents.ts';
import { launchTimes, type Launch } from './launchTimes.ts';
import { isHalf, type Dispatch } from './shader.ts';
import { traitsOf } from './traits.ts';
import { Tuner, type Candidate, type Tuning } from './tuning.ts';

export interface WebgpuOptions {
  /** The adapter's name, for people. */
  readonly adapter?: string;
  /** Without it tiles of products are chosen by rule, and nothing is measured. */
  readonly tuning?: Tuning;
  /** What else to do when the backend is disposed: whoever opened the device closes it. */
  readonly onDispose?: () => void;
}

/** Some blocks of an encoder, forward or backward. */
const LAUNCHES_A_SUBMIT = 64;

/** Runs plans as WGSL kernels on a device, in float32. The device stays the caller's. */
export function webgpuBackend(device: GPUDevice, options: WebgpuOptions = {}): WebgpuBackend {
  return new WebgpuBackend(device, options);
}

/** A plan's kernels with everything they touch. */
interface Prepared {
  readonly plan: Plan;
  readonly buffers: readonly GPUBuffer[];
  readonly launches: readonly {
    readonly dispatch: Dispatch;
    readonly pipeline: GPUComputePipeline;
    readonly bindGroup: GPUBindGroup;
  }[];
  readonly readback: GPUBuffer;
  /** Gives back its memory. */
  readonly free: () => void;
}

export class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly adapter: string;
  readonly maxTensorBytes: number;
  readonly capacityBytes = Infinity;
  readonly workingBytes: number;
  readonly #device: GPUDevice;
  readonly #memory: Memory;
  readonly #residents: Residents;
  readonly #workspace: Workspace<GPUBuffer>;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #turns = new Turns();
  readonly #tuner: Tuner;
  readonly #onDispose: () => void;
  #disposed = false;
  /** Rejects when the device is gone. */
  readonly #lost: Promise<never>;

  constructor(
    device: GPUDevice,
    { adapter = 'WebGPU device', tuning, onDispose = () => undefined }: WebgpuOptions,
  ) {
    this.adapter = adapter;
    this.maxTensorBytes = largestTensorBytes(device.limits);
    this.#device = device;
    this.#memory = new Memory(device);
    this.#residents = new Residents(device, this.#memory);
    this.#workspace = new Workspace(
      (elements) => this.#memory.storage(elements, `workspace of ${elements}`),
      (buffer) => this.#memory.free(buffer),
    );
    const traits = traitsOf(device);
    this.workingBytes = workingBytesOf(device.limits, traits.software);
    this.#tuner = new Tuner(traits, tuning);
    this.#onDispose = onDispose;
    this.#lost = device.lost.then(({ reason, message }) => {
      throw new DeviceLostError(`the GPU device was lost (${reason}): ${message}`);
    });
    this.#lost.catch(() => undefined);
  }

  /** Buffers that live on the device now: what a leak test counts. */
  get bufferCount(): number {
    return this.#memory.count;
  }

  /** Bytes of all buffers that live on the device now. */
  get memoryBytes(): number {
    return this.#memory.bytes;
  }

  async prepare(plan: Plan): Promise<Executable> {
    this.#check();
    checkMemoryLimits(plan, this.#device.limits);
    await this.#turns.take(() => this.#orLost('tuning kernels', this.#tuner.learn(plan, this.#measure)));
    const dispatches = plan.steps.flatMap((step) => lower(step, plan.values, this.#tuner));
    for (const dispatch of dispatches) checkDispatchLimits(dispatch, this.#device.limits);
    const pipelines = await this.#orLost(
      'preparing kernels',
      Promise.all(dispatches.map((dispatch) => this.#pipeline(dispatch))),
    );
    const variables = new Map<VariableNode, GPUBuffer>();
    for (const { source } of plan.values) {
      if (source.kind === 'variable') variables.set(source.node, await this.#residents.variable(source.node));
    }
    const allocate = (): Prepared => this.#allocate(plan, dispatches, pipelines, variables);
    const prepared = await this.#orLost(
      'allocating memory',
      withErrorScopes(this.#device, 'allocating memory', allocate, ({ free }) => free()),
    );
    let disposed = false;
    return {
      run: (inputs) =>
        this.#turns.take(() => {
          if (disposed) throw new Error('run: the executable was disposed');
          return this.#run(prepared, inputs);
        }),
      dispose: () => {
        // After the run that may be under way.
        if (!disposed) void this.#turns.take(async () => prepared.free());
        disposed = true;
      },
    };
  }

  async read(variable: VariableNode): Promise<NumericArray> {
    this.#check();
    return this.#turns.take(async () => {
      const buffer = await this.#residents.variable(variable);
      const half = variable.attrs.half ?? false;
      const bytes = bufferBytes(elementsOf({ shape: variable.shape, half }));
      const readback = this.#memory.readback(bytes);
      try {
        const encoder = this.#device.createCommandEncoder();
        encoder.copyBufferToBuffer(buffer, 0, readback, 0, bytes);
        this.#device.queue.submit([encoder.finish()]);
        await this.#orLost(`reading "${variable.attrs.name}"`, readback.mapAsync(1));
        const mapped = readback.getMappedRange();
        return half
          ? fromFloat16(mapped, sizeOf(variable.shape))
          : copyOut(mapped, 0, sizeOf(variable.shape), variable.dtype);
      } finally {
        this.#memory.free(readback);
      }
    });
  }

  async write(variable: VariableNode, data: NumericArray): Promise<void> {
    this.#check();
    await this.#turns.take(() =>
      this.#orLost(`writing "${variable.attrs.name}"`, this.#residents.write(variable, data)),
    );
  }

  release(variables: readonly VariableNode[]): void {
    for (const variable of variables) this.#residents.release(variable);
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#turns.take(async () => this.#memory.freeAll());
    this.#onDispose();
  }

  #allocate(
    plan: Plan,
    dispatches: readonly Dispatch[],
    pipelines: readonly GPUComputePipeline[],
    variables: ReadonlyMap<VariableNode, GPUBuffer>,
  ): Prepared {
    const inputs = plan.inputs.filter((id) => id !== undefined);
    const { blocks, release } = this.#workspace.take({
      slots: plan.slots,
      inputs: inputs.map((id) => sizeOf(plan.values[id]!.shape)),
      scratch: [Math.max(0, ...dispatches.map((dispatch) => dispatch.scratch))],
    });
    const buffers = plan.values.map(({ id, source }): GPUBuffer => {
      switch (source.kind) {
        case 'computed':
          return blocks.slots[source.slot]!;
        case 'constant':
          return this.#residents.useConstant(source.node);
        case 'variable':
          return variables.get(source.node)!;
        case 'input':
          return blocks.inputs[inputs.indexOf(id)]!;
      }
    });
    const readback = this.#memory.readback(
      plan.outputs.reduce((total, id) => total + bytesOf(plan.values[id]!), 0),
    );
    const free = (): void => {
      release();
      this.#memory.free(readback);
      for (const { source } of plan.values)
        if (source.kind === 'constant') this.#residents.dropConstant(source.node);
    };
    const launches = dispatches.map((dispatch, i) => {
      const pipeline = pipelines[i]!;
      const entries = dispatch.bindings.map((id, binding) => ({
        binding,
        // Blocks of the workspace are larger than what lies in them.
        resource:
          id === 'scratch'
            ? { buffer: blocks.scratch[0]!, size: bufferBytes(dispatch.scratch) }
            : { buffer: buffers[id]!, size: bytesOf(plan.values[id]!) },
      }));
      const bindGroup = this.#device.createBindGroup({
        label: dispatch.label,
        layout: pipeline.getBindGroupLayout(0),
        entries,
      });
      return { dispatch, pipeline, bindGroup };
    });
    return { plan, buffers, launches, readback, free };
  }

  async #run(prepared: Prepared, given: readonly NumericArray[]): Promise<NumericArray[]> {
    this.#check();
    const { plan, launches, readback } = prepared;
    checkInputs(plan, given);
    const what =
      launches.length === 0
        ? 'copying'
        : `running ${launches[0]!.dispatch.label} to ${launches.at(-1)!.dispatch.label}`;
    await this.#orLost(
      what,
      withErrorScopes(this.#device, what, () => this.#submit(prepared, given)),
    );
    await this.#orLost(what, readback.mapAsync(1));
    const mapped = readback.getMappedRange();
    let offset = 0;
    const outputs = plan.outputs.map((id) => {
      const { shape, dtype } = plan.values[id]!;
      const values = copyOut(mapped, offset, sizeOf(shape), dtype);
      offset += bytesOf(plan.values[id]!);
      return values;
    });
    readback.unmap();
    return outputs;
  }

  #submit({ plan, buffers, launches, readback }: Prepared, given: readonly NumericArray[]): void {
    for (const [i, id] of plan.inputs.entries()) {
      if (id !== undefined) this.#memory.upload(buffers[id]!, given[i]!, plan.values[id]!.dtype);
    }
    // The device begins with the first launches while the next are written down.
    for (let first = 0; first < launches.length; first += LAUNCHES_A_SUBMIT)
      this.#launch(launches.slice(first, first + LAUNCHES_A_SUBMIT));
    const encoder = this.#device.createCommandEncoder();
    const copy = (from: number, to: GPUBuffer, offset: number): number => {
      const bytes = bytesOf(plan.values[from]!);
      encoder.copyBufferToBuffer(buffers[from]!, 0, to, offset, bytes);
      return offset + bytes;
    };
    for (const { variable, value } of plan.updates) copy(value, buffers[variable]!, 0);
    plan.outputs.reduce((offset, id) => copy(id, readback, offset), 0);
    this.#device.queue.submit([encoder.finish()]);
  }

  #launch(launches: Prepared['launches']): void {
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { dispatch, pipeline, bindGroup } of launches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...dispatch.workgroups);
    }
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
  }

  readonly #measure = async (groups: readonly (readonly Candidate[])[]): Promise<number[][]> => {
    const compiled = await Promise.all(
      groups.map((group) => Promise.all(group.map((candidate) => this.#launchable(candidate)))),
    );
    const runnable = compiled.map((group) => group.filter((launch) => launch !== undefined));
    const times = await launchTimes(this.#device, this.#memory, runnable);
    return compiled.map((group, g) =>
      group.map((launch) => (launch ? times[g]![runnable[g]!.indexOf(launch)]! : Infinity)),
    );
  };

  /** Undefined where it is too much for the device. */
  async #launchable({ dispatch, values }: Candidate): Promise<Launch | undefined> {
    try {
      checkDispatchLimits(dispatch, this.#device.limits);
      return { dispatch, values, pipeline: await this.#pipeline(dispatch) };
    } catch {
      return undefined;
    }
  }

  /** Kernels of the same text are compiled once, whatever plan they stand in. */
  #pipeline(dispatch: Dispatch): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(dispatch.code);
    if (known) return known;
    const compiling = this.#compile(dispatch);
    this.#pipelines.set(dispatch.code, compiling);
    return compiling;
  }

  async #compile({ label, code }: Dispatch): Promise<GPUComputePipeline> {
    const what = `${label}: the kernel does not compile`;
    const createModule = () => this.#device.createShaderModule({ label, code });
    const module = await withErrorScopes(this.#device, what, createModule);
    try {
      const compute = { module, entryPoint: 'main' };
      return await this.#device.createComputePipelineAsync({ label, layout: 'auto', compute });
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  /** Rejects as soon as the device is lost, where waiting for `work` would never end. */
  #orLost<T>(what: string, work: Promise<T>): Promise<T> {
    const lost = this.#lost.catch((error: Error) => {
      throw new DeviceLostError(`${what}: ${error.message}`);
    });
    lost.catch(() => undefined);
    return Promise.race([work, lost]);
  }

  #check(): void {
    if (this.#disposed) throw new Error('the webgpu backend was disposed');
  }
}

/** Bytes of a buffer that holds a value. */
function bytesOf(value: Value): number {
  return bufferBytes(elementsOf({ shape: value.shape, half: isHalf(value) }));
}

function fromFloat16(mapped: ArrayBuffer, length: number): Float32Array {
  const numbers = float16Numbers();
  return Float32Array.from(new Uint16Array(mapped, 0, length), (half) => numbers[half]!);
}

function copyOut(mapped: ArrayBuffer, offset: number, length: number, dtype: DType): NumericArray {
  const view =
    dtype === 'i32' ? new Int32Array(mapped, offset, length) : new Float32Array(mapped, offset, length);
  return view.slice();
}
