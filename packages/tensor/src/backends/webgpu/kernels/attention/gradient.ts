import type { KernelStep, Value } from '../../../../plan/plan.ts';
import { range, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { onlineSoftmax, startSoftmax } from './forward.ts';
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
    ofQueries(new HeadsKernel(step, values, target, { side: 'queries', tensors: 4 })),
    ofKeys(new HeadsKernel(step, values, target, { side: 'keys', tensors: 4 })),
  ];
}

function ofQueries(kernel: HeadsKernel): Dispatch {
  const leave = (r: number): string => {
    const { logSumExp, mean } = kernel.moments(`i${r}`);
    return kernel.ifThere(r, `${logSumExp} = largest${r} + log(total${r});\n    ${mean} = mean${r};`);
  };
  return kernel.finish(`${kernel.own('q', `${kernel.scale} * `)}
  ${kernel.own('dy')}
  ${kernel.sums('keys')}
  ${kernel.sums('weighted')}
  ${startSoftmax(kernel)}
  ${kernel.eachRow((r) => `var slope${r} = 0f;`)}
  ${kernel.through(
    OTHERS,
    `${kernel.others('k', OTHERS)}
    ${kernel.others('v', OTHERS)}
    ${onlineSoftmax(kernel, OTHERS)}
    ${kernel.eachRow(
      (
        r,
      ) => `${others.map((n) => `let weight${r}_${n} = p${r}_${n} * ${kernel.dot('dy', r, 'v', n)};`).join('\n    ')}
    slope${r} = ${others.reduce((sum, n) => `${sum} + weight${r}_${n}`, `slope${r} * fade${r}`)};`,
    )}
    ${kernel.eachPart(
      (r, c) =>
        `keys${r}_${c} = ${kernel.weighted(`keys${r}_${c} * fade${r}`, `p${r}`, 'k', OTHERS, c)};
    weighted${r}_${c} = ${kernel.weighted(`weighted${r}_${c} * fade${r}`, `weight${r}`, 'k', OTHERS, c)};`,
    )}`,
  )}
  ${kernel.eachRow((r) => `let mean${r} = slope${r} / total${r};\n  ${leave(r)}`)}
  ${kernel.store((r, c) => `(weighted${r}_${c} - mean${r} * keys${r}_${c}) * (${kernel.scale} / total${r})`)}`);
}

function ofKeys(kernel: HeadsKernel): Dispatch {
  const { rows, queries, tokens } = kernel.sizes;
  const weight = (r: number, n: number): string => {
    const probability = `exp(${kernel.dot('k', r, 'q', n)} + bias${r} - log_sum_${n})`;
    return `let p${r}_${n} = ${kernel.there(n, OTHERS, probability, '0f')};
    let weight${r}_${n} = p${r}_${n} * (${kernel.dot('v', r, 'dy', n)} - mean_${n});`;
  };
  const moments = (n: number): string => {
    const { logSumExp, mean } = kernel.moments(kernel.other(`${n}u`, OTHERS));
    return `let log_sum_${n} = ${logSumExp};\n    let mean_${n} = ${mean};`;
  };
  return kernel.finish(`${kernel.own('k', `${kernel.scale} * `)}
  ${kernel.own('v')}
  ${kernel.sums('dk')}
  ${kernel.sums('dv')}
  ${kernel.eachRow((r) => `let bias${r} = ${kernel.bias(`at${r}`)};`)}
  ${kernel.through(
    OTHERS,
    `${kernel.others('q', OTHERS)}
    ${kernel.others('dy', OTHERS)}
    ${others.map(moments).join('\n    ')}
    ${kernel.eachRow((r) => others.map((n) => weight(r, n)).join('\n    '))}
    ${kernel.eachPart(
      (r, c) => `dk${r}_${c} = ${kernel.weighted(`dk${r}_${c}`, `weight${r}`, 'q', OTHERS, c)};
    dv${r}_${c} = ${kernel.weighted(`dv${r}_${c}`, `p${r}`, 'dy', OTHERS, c)};`,
    )}`,
  )}
  ${kernel.store((r, c) => `dk${r}_${c} * ${kernel.scale}`, rows * queries)}
  ${kernel.store((r, c) => `dv${r}_${c}`, rows * queries + rows * tokens)}`);
}
