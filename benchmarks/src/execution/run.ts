import { directory, loadClassifier } from '@gradlens/bert/node';
import { compile, constant, grad, input, openAdapter, sizeOf, type PlanCost } from '@gradlens/tensor';
import { milliseconds } from '../measure.ts';

/** What running a gradient costs besides the arithmetic. */
export interface Execution {
  readonly tokens: number;
  readonly points: number;
  readonly cost: PlanCost;
  /** Of the second run: launches of shaders, and how often launches were handed to the device. */
  readonly dispatches: number;
  readonly submits: number;
  /** Milliseconds that JavaScript took to write down all launches of a run. */
  readonly encoding: number;
  /** Buffers that the second run made. */
  readonly buffersMade: number;
  /** Bytes that live on the device besides the weights. */
  readonly allocatedBytes: number;
  /** Milliseconds of the whole second run. */
  readonly run: number;
}

/** Runs a checkpoint's logits and input gradient at points of `tokens` tokens twice, on a backend of its own on `gpu`, and looks on. */
export async function execute(
  checkpoint: string,
  gpu: GPU,
  tokens: number,
  points: number,
): Promise<Execution> {
  const backend = (await openAdapter(gpu))!;
  const model = await loadClassifier(directory(checkpoint), backend);
  const shape = [points, tokens, model.widthOf('embeddings')];
  const inputs = {
    embeddings: input('embeddings', shape),
    tokenTypeIds: input('tokenTypeIds', [1, tokens], 'i32'),
    attentionMask: input('attentionMask', [1, tokens]),
    positionIds: input('positionIds', [1, tokens], 'i32'),
  };
  const logits = model.logitsFrom('embeddings', inputs.embeddings, inputs);
  const [gradient] = grad(logits.slice(1, 0, 1).sum(), [inputs.embeddings]);
  const outputs = { logits, gradient: gradient.mul(inputs.embeddings).sum([2]) };
  const compiled = await compile({ inputs, outputs }, backend);
  const values = {
    embeddings: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i)),
    tokenTypeIds: new Int32Array(tokens),
    attentionMask: new Float32Array(tokens).fill(1),
    positionIds: Int32Array.from({ length: tokens }, (_, i) => i),
  };
  await compiled.run(values);
  const watch = lookOn();
  const run = await milliseconds(() => compiled.run(values));
  watch.end();
  const { cost } = compiled;
  const withAll = backend.memoryBytes;
  compiled.dispose();
  // What is disposed of is freed in its turn, ahead of this.
  await constant(Float32Array.of(1), [1]).data(backend);
  const allocatedBytes = withAll - backend.memoryBytes;
  await backend.dispose();
  return {
    tokens,
    points,
    cost,
    dispatches: watch.dispatches,
    submits: watch.submits,
    encoding: watch.encoding,
    buffersMade: watch.buffersMade,
    allocatedBytes,
    run,
  };
}

/** Counts what is asked of WebGPU until the end. */
function lookOn() {
  let begin: number | undefined;
  const seen = { dispatches: 0, submits: 0, buffersMade: 0, encoding: 0, end: (): void => undefined };
  const undo = [
    wrap(GPUDevice.prototype, 'createCommandEncoder', () => (begin ??= performance.now())),
    wrap(GPUDevice.prototype, 'createBuffer', () => seen.buffersMade++),
    wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => seen.dispatches++),
    wrap(GPUQueue.prototype, 'submit', () => {
      seen.submits++;
      seen.encoding = performance.now() - begin!;
    }),
  ];
  seen.end = () => {
    for (const each of undo) each();
  };
  return seen;
}

/** Calls `before` ahead of a method until it is undone. */
function wrap<Name extends string>(
  prototype: Record<Name, (...args: never[]) => unknown>,
  name: Name,
  before: () => void,
): () => void {
  const original = prototype[name];
  prototype[name] = function (this: unknown, ...args: never[]) {
    before();
    return original.apply(this, args);
  };
  return () => (prototype[name] = original);
}
