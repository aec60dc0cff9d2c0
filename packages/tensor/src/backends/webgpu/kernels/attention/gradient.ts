import type { KernelStep, Value } from '../../../../plan/plan.ts';
import { neutral } from '../../fold.ts';
import { range, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { onlineSoftmax } from './forward.ts';
import { HeadsKernel } from './heads.ts';

/** Keys or queries in a round. */
const OTHERS = 3;
const others = range(OTHERS);

/**
 * The gradient of attention, without atomics and without a matrix of tokens × tokens. With P the probabilities, t = dY·Vᵀ and D = Σⱼ Pⱼtⱼ, the first launch
 * sums up dQ = Σⱼ Pⱼ(tⱼ − D)Kⱼ/√headSize over the keys of each query and leaves the logarithm of its sum of exponentials and D to the second, which
 * sums up dK = Σᵢ Pᵢ(tᵢ − Dᵢ)Qᵢ/√headSize and dV = Σᵢ Pᵢ·dYᵢ over the queries of each key.
 */
export function attentionGrad(step: KernelStep, values: readonly Value[], target: Target): Dispatch[] {
  return [
    ofQueries(new HeadsKernel(step, values, target, 'queries')),
    ofKeys(new HeadsKernel(step, values, target, 'keys')),
  ];
}

function ofQueries(kernel: HeadsKernel): Dispatch {
  const { logSumExp, mean } = kernel.moments('i');
  return kernel.finish(`${kernel.own('q', `${kernel.scale} * `)}
  ${kernel.own('dy')}
  ${kernel.sums('keys')}
  ${kernel.sums('weighted')}
  var largest = ${neutral.max};
  var total = 0f;
  var slope = 0f;
  ${kernel.through(
    OTHERS,
    `${kernel.others('k', OTHERS)}
    ${kernel.others('v', OTHERS)}
    ${onlineSoftmax(kernel, OTHERS)}
    ${others.map((n) => `let weight${n} = p${n} * ${kernel.dot('dy', 'v', n)};`).join('\n    ')}
    slope = ${others.reduce((sum, n) => `${sum} + weight${n}`, 'slope * fade')};
    ${kernel.each(
      (c) => `keys_${c} = ${kernel.weighted(`keys_${c} * fade`, 'p', 'k', OTHERS, c)};
    weighted_${c} = ${kernel.weighted(`weighted_${c} * fade`, 'weight', 'k', OTHERS, c)};`,
    )}`,
  )}
  let mean = slope / total;
  if (i < ${kernel.sizes.queries}u) {
    ${logSumExp} = largest + log(total);
    ${mean} = mean;
  }
  ${kernel.store((c) => `(weighted_${c} - mean * keys_${c}) * (${kernel.scale} / total)`)}`);
}

function ofKeys(kernel: HeadsKernel): Dispatch {
  const { rows, queries, tokens } = kernel.sizes;
  const weight = (n: number): string => {
    const { logSumExp, mean } = kernel.moments(kernel.other(`${n}u`, OTHERS));
    return `let p${n} = ${kernel.there(n, OTHERS, `exp(${kernel.dot('k', 'q', n)} + bias - ${logSumExp})`, '0f')};
    let weight${n} = p${n} * (${kernel.dot('v', 'dy', n)} - ${mean});`;
  };
  return kernel.finish(`${kernel.own('k', `${kernel.scale} * `)}
  ${kernel.own('v')}
  ${kernel.sums('dk')}
  ${kernel.sums('dv')}
  let bias = ${kernel.bias('at')};
  ${kernel.through(
    OTHERS,
    `${kernel.others('q', OTHERS)}
    ${kernel.others('dy', OTHERS)}
    ${others.map(weight).join('\n    ')}
    ${kernel.each(
      (c) => `dk_${c} = ${kernel.weighted(`dk_${c}`, 'weight', 'q', OTHERS, c)};
    dv_${c} = ${kernel.weighted(`dv_${c}`, 'p', 'dy', OTHERS, c)};`,
    )}`,
  )}
  ${kernel.store((c) => `dk_${c} * ${kernel.scale}`, rows * queries)}
  ${kernel.store((c) => `dv_${c}`, rows * queries + rows * tokens)}`);
}
