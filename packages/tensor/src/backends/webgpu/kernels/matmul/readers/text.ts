import { VECTOR } from '../product.ts';

export function range(length: number): number[] {
  return [...Array(length).keys()];
}

/** Four numbers from an outer position on, put together. */
export function vectorOf(outer: number, inner: number, at: (outer: number, inner: number) => string): string {
  return `vec4f(${range(VECTOR)
    .map((i) => at(outer + i, inner))
    .join(', ')})`;
}
