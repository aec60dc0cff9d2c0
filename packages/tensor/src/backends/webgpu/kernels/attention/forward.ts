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
  const kernel = new HeadsKernel(step, values, target, 'queries');
  return [
    kernel.finish(`${kernel.own('q', `${kernel.scale} * `)}
  ${kernel.sums('sum')}
  var largest = ${neutral.max};
  var total = 0f;
  ${kernel.through(
    KEYS,
    `${kernel.others('k', KEYS)}
    ${onlineSoftmax(kernel, KEYS)}
    ${kernel.others('v', KEYS)}
    ${kernel.each((c) => `sum_${c} = ${kernel.weighted(`sum_${c} * fade`, 'p', 'v', KEYS, c)};`)}`,
  )}
  ${kernel.store((c) => `sum_${c} / total`)}`),
  ];
}

/**
 * Statements that take in the scores of a round's keys: p0, p1, … are e^(score − largest), `fade` is by what earlier ones shrink, and `total`, their
 * sum, and `largest` are renewed.
 */
export function onlineSoftmax(kernel: HeadsKernel, count: number): string {
  const keys = range(count);
  const score = (n: number): string =>
    kernel.there(
      n,
      count,
      `${kernel.dot('q', 'k', n)} + ${kernel.bias(kernel.other(`${n}u`, count))}`,
      neutral.max,
    );
  return `${keys.map((n) => `let score${n} = ${score(n)};`).join('\n    ')}
    let renewed = ${keys.reduce((sum, n) => `max(${sum}, score${n})`, 'largest')};
    let fade = exp(largest - renewed);
    ${keys.map((n) => `let p${n} = exp(score${n} - renewed);`).join(' ')}
    largest = renewed;
    total = ${keys.reduce((sum, n) => `${sum} + p${n}`, 'total * fade')};`;
}
