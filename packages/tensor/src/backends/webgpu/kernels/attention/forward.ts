import type { KernelStep, Value } from '../../../../plan/plan.ts';
import { range, type Dispatch } from '../../shader.ts';
import type { Target } from '../../target.ts';
import { neutral } from '../../fold.ts';
import { HeadsKernel } from './heads.ts';

/** Keys in a round: sums are scaled down once for all of them. */
const KEYS = 4;

/**
 * Attention without a matrix of tokens × tokens in memory: each invocation goes through the keys of its query once, and whenever a score is the
 * largest so far scales down what it has summed up (online softmax; Milakov and Gimelshein 2018, Dao et al. 2022).
 */
export function attention(step: KernelStep, values: readonly Value[], target: Target): Dispatch[] {
  const kernel = new HeadsKernel(step, values, target, { side: 'queries', tensors: 2 });
  return [
    kernel.finish(`${kernel.own('q', `${kernel.scale} * `)}
  ${kernel.sums('sum')}
  ${startSoftmax(kernel)}
  ${kernel.through(
    KEYS,
    `${kernel.others('k', KEYS)}
    ${onlineSoftmax(kernel, KEYS)}
    ${kernel.others('v', KEYS)}
    ${kernel.eachPart((r, c) => `sum${r}_${c} = ${kernel.weighted(`sum${r}_${c} * fade${r}`, `p${r}`, 'v', KEYS, c)};`)}`,
  )}
  ${kernel.store((r, c) => `sum${r}_${c} / total${r}`)}`),
  ];
}

/** Declares, for each own row r, the largest score so far and the sum of e^(score − largest). */
export function startSoftmax(kernel: HeadsKernel): string {
  return kernel.eachRow((r) => `var largest${r} = ${neutral.max};\n  var total${r} = 0f;`);
}

/**
 * Statements that take in the scores of a round's keys for each own row r: `p${r}_0`, … are e^(score − largest), `fade${r}` is by what earlier ones shrink,
 * and `total${r}`, their sum, and `largest${r}` are renewed.
 */
export function onlineSoftmax(kernel: HeadsKernel, count: number): string {
  const keys = range(count);
  const score = (r: number, n: number): string =>
    kernel.there(n, count, `${kernel.dot('q', r, 'k', n)} + bias_${n}`, neutral.max);
  return `${keys.map((n) => `let bias_${n} = ${kernel.bias(kernel.other(`${n}u`, count))};`).join('\n    ')}
    ${kernel.eachRow(
      (r) => `${keys.map((n) => `let score${r}_${n} = ${score(r, n)};`).join('\n    ')}
    let renewed${r} = ${keys.reduce((sum, n) => `max(${sum}, score${r}_${n})`, `largest${r}`)};
    let fade${r} = exp(largest${r} - renewed${r});
    ${keys.map((n) => `let p${r}_${n} = exp(score${r}_${n} - renewed${r});`).join(' ')}
    largest${r} = renewed${r};
    total${r} = ${keys.reduce((sum, n) => `${sum} + p${r}_${n}`, `total${r} * fade${r}`)};`,
    )}`;
}
