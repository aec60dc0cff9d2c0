const unitRoundoff = 2 ** -53;

/** Nodes on [-1, 1] in ascending order and their weights, as float64. */
export interface GaussLegendre {
  nodes: Float64Array;
  weights: Float64Array;
}

/**
 * The Gauss–Legendre rule of `n` ≥ 1 points.
 *
 * Operation by operation the arithmetic of numpy's `polynomial.legendre.leggauss` (2.4): eigenvalues of the Jacobi
 * matrix, one Newton step, weights 1/(Lₙ₋₁(x)·Lₙ'(x)), symmetrised, scaled to the sum 2. The result is therefore
 * numpy's to the bit rather than the correctly rounded one. O(n²) time.
 */
export function gaussLegendre(n: number): GaussLegendre {
  const polynomial = new Float64Array(n + 1);
  polynomial[n] = 1;
  const below = polynomial.subarray(1);
  const derivative = legendreDerivative(n);

  const roots = jacobiEigenvalues(n);
  const slopes = roots.map((x) => legendreSeries(derivative, x));
  const refined = roots.map((x, i) => x - legendreSeries(polynomial, x) / slopes[i]!);
  const neighbours = refined.map((x) => legendreSeries(below, x));

  const slopeScale = largestMagnitude(slopes);
  const neighbourScale = largestMagnitude(neighbours);
  const raw = refined.map((_, i) => 1 / ((neighbours[i]! / neighbourScale) * (slopes[i]! / slopeScale)));

  const last = n - 1;
  const weights = raw.map((w, i) => (w + raw[last - i]!) / 2);
  const scale = 2 / pairwiseSum(weights);
  return {
    nodes: refined.map((x, i) => (x - refined[last - i]!) / 2),
    weights: weights.map((w) => w * scale),
  };
}

/** Lₙ' = Σ (2k+1)·Lₖ over the k < n of the other parity, as coefficients [n]. */
function legendreDerivative(n: number): Float64Array {
  const coefficients = new Float64Array(n);
  for (let k = n - 1; k >= 0; k -= 2) coefficients[k] = 2 * k + 1;
  return coefficients;
}

/** Σ cₖ·Lₖ(x) by Clenshaw's recurrence. */
function legendreSeries(coefficients: Float64Array, x: number): number {
  const length = coefficients.length;
  if (length === 1) return coefficients[0]!;
  let c0 = coefficients[length - 2]!;
  let c1 = coefficients[length - 1]!;
  for (let k = length - 1; k >= 2; k--) {
    const above = c0;
    c0 = coefficients[k - 2]! - c1 * ((k - 1) / k);
    c1 = above + c1 * x * ((2 * k - 1) / k);
  }
  return c0 + c1 * x;
}

/**
 * Ascending eigenvalues of the n × n Jacobi matrix of the Legendre polynomials: zero diagonal, off-diagonal
 * k / √((2k−1)(2k+1)). By the square-root-free QL iteration of Pal, Walker and Kahan (B. N. Parlett, The Symmetric
 * Eigenvalue Problem, §8.15), in the order of operations of LAPACK's dsterf, which numpy's `eigvalsh` ends in.
 */
function jacobiEigenvalues(n: number): Float64Array {
  const diagonal = new Float64Array(n);
  const squares = new Float64Array(n);
  const norm = (k: number) => 1 / Math.sqrt(2 * k + 1);
  for (let k = 1; k < n; k++) squares[k - 1] = square(k * norm(k - 1) * norm(k));

  let first = 0;
  while (first < n) {
    const split = firstNegligible(diagonal, squares, first);
    squares[split] = 0;
    if (split === first) {
      first += 1;
    } else if (split === first + 1) {
      const block = eigenvaluesOfPair(diagonal[first]!, Math.sqrt(squares[first]!), diagonal[split]!);
      [diagonal[first], diagonal[split]] = block;
      squares[first] = 0;
      first += 2;
    } else {
      sweep(diagonal, squares, first, split);
    }
  }
  return diagonal.sort();
}

/** The first row from `from` on whose off-diagonal element is too small to matter, or the last row. */
function firstNegligible(diagonal: Float64Array, squares: Float64Array, from: number): number {
  const last = diagonal.length - 1;
  let row = from;
  while (row < last && squares[row]! > unitRoundoff ** 2 * Math.abs(diagonal[row]! * diagonal[row + 1]!))
    row++;
  return row;
}

/** One shifted QL sweep over the rows `first` to `last`, upwards. */
function sweep(diagonal: Float64Array, squares: Float64Array, first: number, last: number): void {
  const root = Math.sqrt(squares[first]!);
  const slope = (diagonal[first + 1]! - diagonal[first]!) / (2 * root);
  const length = hypotenuse(slope, 1);
  const shift = diagonal[first]! - root / (slope + (slope < 0 ? -length : length));

  let cosine = 1;
  let sine = 0;
  let gamma = diagonal[last]! - shift;
  let p = gamma * gamma;
  for (let row = last - 1; row >= first; row--) {
    const offDiagonal = squares[row]!;
    const r = p + offDiagonal;
    if (row < last - 1) squares[row + 1] = sine * r;
    const cosineBelow = cosine;
    const gammaBelow = gamma;
    cosine = p / r;
    sine = offDiagonal / r;
    gamma = cosine * (diagonal[row]! - shift) - sine * gammaBelow;
    diagonal[row + 1] = gammaBelow + (diagonal[row]! - gamma);
    p = cosine === 0 ? cosineBelow * offDiagonal : (gamma * gamma) / cosine;
  }
  squares[first] = sine * p;
  diagonal[first] = shift + gamma;
}

/** Eigenvalues of [[a, b], [b, c]], larger magnitude first. */
function eigenvaluesOfPair(a: number, b: number, c: number): [number, number] {
  const sum = a + c;
  const root = hypotenuse(a - c, b + b);
  if (sum === 0) return [0.5 * root, -0.5 * root];
  const [larger, smaller] = Math.abs(a) > Math.abs(c) ? [a, c] : [c, a];
  const dominant = 0.5 * (sum < 0 ? sum - root : sum + root);
  return [dominant, (larger / dominant) * smaller - (b / dominant) * b];
}

/** √(x² + y²) for x or y ≠ 0, in the same steps everywhere, which `Math.hypot` does not promise. */
function hypotenuse(x: number, y: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y));
  const smaller = Math.min(Math.abs(x), Math.abs(y));
  return larger * Math.sqrt(1 + square(smaller / larger));
}

/** One rounding, where `** 2` leaves it to the engine. */
function square(x: number): number {
  return x * x;
}

function largestMagnitude(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** Sum in numpy's order: eight running sums over blocks of at most 128, halves of longer arrays added pairwise. */
function pairwiseSum(values: Float64Array): number {
  const length = values.length;
  if (length < 8) return values.reduce((sum, value) => sum + value, 0);
  if (length > 128) {
    const half = (length >> 1) - ((length >> 1) % 8);
    return pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half));
  }
  const sums = values.slice(0, 8);
  const whole = length - (length % 8);
  for (let i = 8; i < whole; i++) sums[i % 8]! += values[i]!;
  const [a, b, c, d, e, f, g, h] = sums as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return values.subarray(whole).reduce((sum, value) => sum + value, a + b + (c + d) + (e + f + (g + h)));
}
