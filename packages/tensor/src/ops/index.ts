import { add } from './add.ts';
import { attention } from './attention.ts';
import { attentionGrad } from './attentionGrad.ts';
import { broadcast } from './broadcast.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { gather } from './gather.ts';
import { gelu } from './gelu.ts';
import { geluTanh } from './geluTanh.ts';
import { greater } from './greater.ts';
import { layerNorm } from './layerNorm.ts';
import { layerNormGrad } from './layerNormGrad.ts';
import { log } from './log.ts';
import { logSoftmax } from './logSoftmax.ts';
import { matmul } from './matmul.ts';
import { max } from './max.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { pad } from './pad.ts';
import { permute } from './permute.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { scatterAdd } from './scatterAdd.ts';
import { select } from './select.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { softmaxGrad } from './softmaxGrad.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';
import { tanh } from './tanh.ts';
import { toFloat } from './toFloat.ts';
import { uniform } from './uniform.ts';

/** Ops that look at the same elements in another way. */
export const viewOps = { broadcast, permute, reshape, slice };

/** Ops that fuse with their neighbours into one kernel. Every backend says how each is written in its own language. */
export const elementwiseOps = {
  add,
  div,
  equal,
  erf,
  exp,
  gelu,
  geluTanh,
  greater,
  log,
  mul,
  neg,
  relu,
  select,
  sqrt,
  sub,
  tanh,
  toFloat,
  uniform,
};

/** Reductions: kernels that can compute their input, elementwise, while they read it. */
export const reductionOps = { max, sum };

/** Ops with a kernel of their own on every backend. */
export const kernelOps = {
  attention,
  attentionGrad,
  gather,
  layerNorm,
  layerNormGrad,
  logSoftmax,
  matmul,
  pad,
  scatterAdd,
  softmax,
  softmaxGrad,
};

export const allOps = { ...viewOps, ...elementwiseOps, ...reductionOps, ...kernelOps };

export type ElementwiseName = keyof typeof elementwiseOps;
export type ReductionName = keyof typeof reductionOps;
export type KernelName = keyof typeof kernelOps;
