import { coalesce, positionOf } from '../../graph/layout.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Operand } from '../../plan/plan.ts';
import type { Heap } from './heap.ts';
import { PANEL, type MatmulFunctions } from './wasm/matmulModule.ts';

/** Products added up in registers before they go to memory: a panel of B then stays in the first-level cache. */
const BLOCK_K = 384;
/** Rows of A packed at once: they stay in the second-level cache while all of B passes by. */
const BLOCK_M = 128;

export interface MatmulPlacement {
  readonly a: { readonly operand: Operand; readonly address: number };
  readonly b: { readonly operand: Operand; readonly address: number };
  /** Byte address of the result [batch, M, N]. */
  readonly output: number;
}

/** Elements of scratch memory that `runMatmul` needs for packed operands and for results whose sides are not whole panels. */
export function matmulScratch(a: Operand, b: Operand): number {
  const [m, k, n] = [a.layout.shape.at(-2)!, a.layout.shape.at(-1)!, b.layout.shape.at(-1)!];
  const depth = Math.min(k, BLOCK_K);
  const rows = padded(Math.min(m, BLOCK_M), PANEL.a);
  return rows * depth + padded(n, PANEL.b) * depth + padded(m, PANEL.a) * padded(n, PANEL.b);
}

/** Multiplies matrix by matrix: packs a block of each operand, whatever its strides, and multiplies panels. */
export function runMatmul(
  { a, b, output }: MatmulPlacement,
  scratch: number,
  { packA, packB, multiply }: MatmulFunctions,
  heap: Heap,
): void {
  const [layoutA, layoutB] = [a.operand.layout, b.operand.layout];
  const [m, k, n] = [layoutA.shape.at(-2)!, layoutA.shape.at(-1)!, layoutB.shape.at(-1)!];
  const [rowA, innerA, innerB, columnB] = [...layoutA.strides.slice(-2), ...layoutB.strides.slice(-2)].map(
    (stride) => 4 * stride,
  ) as [number, number, number, number];
  const depth = Math.min(k, BLOCK_K);
  const packedA = scratch;
  const packedB = packedA + 4 * padded(Math.min(m, BLOCK_M), PANEL.a) * depth;
  const whole = m % PANEL.a === 0 && n % PANEL.b === 0;
  const tiles = packedB + 4 * padded(n, PANEL.b) * depth;
  const rowBytes = 4 * padded(n, PANEL.b);
  const batches = sizeOf(layoutA.shape.slice(0, -2));
  const batchStart = (layout: typeof layoutA): ((index: number) => number) => {
    const view = coalesce({
      shape: layout.shape.slice(0, -2),
      strides: layout.strides.slice(0, -2),
      offset: layout.offset,
    });
    return (index) => 4 * positionOf(view, index);
  };
  const [startA, startB] = [batchStart(layoutA), batchStart(layoutB)];
  for (let batch = 0; batch < batches; batch++) {
    const [sourceA, sourceB] = [a.address + startA(batch), b.address + startB(batch)];
    const result = output + 4 * batch * m * n;
    const target = whole ? result : tiles;
    for (let p = 0; p < k; p += BLOCK_K) {
      const length = Math.min(BLOCK_K, k - p);
      packB(sourceB + p * innerB, packedB, n, length, columnB, innerB);
      for (let row = 0; row < m; row += BLOCK_M) {
        const rows = Math.min(BLOCK_M, m - row);
        packA(sourceA + row * rowA + p * innerA, packedA, rows, length, rowA, innerA);
        multiply(
          packedA,
          packedB,
          target + row * rowBytes,
          Math.ceil(rows / PANEL.a),
          Math.ceil(n / PANEL.b),
          length,
          rowBytes,
          p > 0 ? 1 : 0,
        );
      }
    }
    if (k === 0) heap.floats(target, padded(m, PANEL.a) * padded(n, PANEL.b)).fill(0);
    if (!whole) copyRows(heap, tiles, rowBytes / 4, result, n, m);
  }
}

function copyRows(
  heap: Heap,
  from: number,
  fromStride: number,
  to: number,
  width: number,
  rows: number,
): void {
  const source = heap.floats(from, fromStride * rows);
  const target = heap.floats(to, width * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++)
      target[row * width + column] = source[row * fromStride + column]!;
  }
}

function padded(length: number, panel: number): number {
  return Math.ceil(length / panel) * panel;
}
