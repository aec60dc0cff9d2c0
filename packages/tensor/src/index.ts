export type { Backend, Executable } from './backends/backend.ts';
export { CPU_WORKING_BYTES, cpuBackend, type CpuOptions } from './backends/cpu/index.ts';
export type { SimdVariant } from './backends/cpu/simd.ts';
export type { CrewListener, CrewWorker, StartWorker } from './backends/cpu/crew/workers.ts';
export { referenceBackend } from './backends/reference/index.ts';
export {
  openAdapter,
  summaryOf,
  type AdapterOptions,
  type AdapterSummary,
} from './backends/webgpu/adapter.ts';
export { readTiles, type Tuning, type TunedTiles } from './backends/webgpu/tuning.ts';
export { isSoftware } from './backends/webgpu/traits.ts';
export { DeviceLostError } from './backends/webgpu/errors.ts';
export { webgpuBackend, type WebgpuBackend, type WebgpuOptions } from './backends/webgpu/index.ts';
export { compile, plan, type Compiled, type Computation } from './compile.ts';
export type { DType, NumericArray, Shape } from './graph/shape.ts';
export { sizeOf } from './graph/shape.ts';
export { measurePlan, type PlanCost } from './plan/measure.ts';
export type { Plan } from './plan/plan.ts';
export { printPlan } from './plan/print.ts';
export { constant, input, Tensor, tensor, Variable, variable } from './tensor.ts';
export { grad } from './autodiff.ts';
export { Random, shuffled } from './random.ts';
export { encodeFloat16, fitsFloat16, float16Numbers } from './graph/float16.ts';
