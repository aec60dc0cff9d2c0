import { range } from '../../../shader.ts';
import { VECTOR } from '../product.ts';

/** Four numbers from an outer position on, put together. */
export function vectorOf(outer: number, inner: number, at: (outer: number, inner: number) => string): string {
  return `vec4f(${range(VECTOR)
    .map((i) => at(outer + i, inner))
    .join(', ')})`;
}

/**
 * The outer position that is number i of a tile. What overhangs the factor is its last positions once more, so that neither loops nor stores have
 * branches: four at a time where they come out even, since vectors hold as many.
 */
export function position(outer: string, i: number | string, tile: number, length: number): string {
  const [whole, part] =
    typeof i === 'number'
      ? [`${i - (i % VECTOR)}u`, `${i % VECTOR}u`]
      : [`${i} / ${VECTOR}u * ${VECTOR}u`, `${i} % ${VECTOR}u`];
  return tile % VECTOR === 0 && length % VECTOR === 0
    ? `(min(${outer} + ${whole}, ${length - VECTOR}u) + ${part})`
    : `min(${outer} + ${typeof i === 'number' ? `${i}u` : i}, ${length - 1}u)`;
}
