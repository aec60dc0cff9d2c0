/** A linear regression: rows [samples][features], weights and values [samples]. */
export interface Regression {
  readonly rows: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly values: readonly number[];
  /** What is added to the diagonal: the penalty of ridge regression. */
  readonly penalty: number;
}

/**
 * The β that makes Σ wᵢ(yᵢ − xᵢ·β)² + penalty·|β|² least, from the normal equations by Cholesky's factors; null where they do not determine it.
 */
export function leastSquares({ rows, weights, values, penalty }: Regression): number[] | null {
  const features = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: features }, (_, i) =>
    Array.from(
      { length: features },
      (__, j) =>
        (i === j ? penalty : 0) + rows.reduce((sum, row, s) => sum + weights[s]! * row[i]! * row[j]!, 0),
    ),
  );
  const right = Array.from({ length: features }, (_, i) =>
    rows.reduce((sum, row, s) => sum + weights[s]! * row[i]! * values[s]!, 0),
  );
  const factor = cholesky(matrix);
  if (!factor) return null;
  // L·z = right, then Lᵀ·β = z.
  const z: number[] = [];
  for (let i = 0; i < features; i++) {
    const known = z.reduce((sum, value, j) => sum + factor[i]![j]! * value, 0);
    z.push((right[i]! - known) / factor[i]![i]!);
  }
  const beta = Array.from({ length: features }, () => 0);
  for (let i = features - 1; i >= 0; i--) {
    let known = 0;
    for (let j = i + 1; j < features; j++) known += factor[j]![i]! * beta[j]!;
    beta[i] = (z[i]! - known) / factor[i]![i]!;
  }
  return beta;
}

/** Pivots that are smaller than this share of the largest are rounding. */
const negligible = 1e-10;

/** L of a matrix L·Lᵀ; null where it is not positive definite. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const largest = Math.max(0, ...matrix.map((row, i) => row[i]!));
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : factor[j]!;
      const known = own.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0);
      const rest = row[j]! - known;
      if (j < i) own.push(rest / factor[j]![j]!);
      else if (rest > negligible * largest) own.push(Math.sqrt(rest));
      else return null;
    }
    factor.push(own);
  }
  return factor;
}
