import { checkProduct, type Check } from './check.ts';
import { milliseconds, quantile, summarize, timeInterleaved, type Effort, type Timing } from './measure.ts';
import type { Operands, Peer, PreparedProducts } from './peers/peer.ts';
import { dimensionsOf, flopsOf, type Product } from './shapes.ts';

/** A run shorter than this would measure the wait for its end. */
const shortestRun = 60;
const mostRepeats = 64;

export interface PeerResult {
  readonly peer: string;
  readonly check: Check;
  /** Milliseconds of one product; null where the result was wrong. */
  readonly timing: Timing | null;
  readonly gflops: number | null;
  /** The peer's time as a multiple of the first peer's in the same round; null where either was wrong. */
  readonly ratio: Omit<Timing, 'samples'> | null;
}

export interface ProductResult {
  readonly product: Product;
  /** Products in a run. */
  readonly repeats: number;
  /** In the order of the peers. */
  readonly peers: readonly PeerResult[];
}

/** Checks every peer's product against the oracle's, then times those that are right, in turns. */
export async function measureProduct(
  product: Product,
  peers: readonly Peer[],
  oracle: Peer,
  effort: Effort,
): Promise<ProductResult> {
  const operands = drawOperands(product);
  const expected = await withPrepared([oracle], product, operands, 1, ([prepared]) => prepared!.result());
  const { checks, quickest } = await withPrepared(peers, product, operands, 1, (prepared) =>
    checkAll(product, operands, prepared, expected),
  );
  const right = peers.filter((_, i) => isRight(checks[i]!));
  const repeats = Math.min(mostRepeats, Math.max(1, Math.ceil(shortestRun / quickest)));
  const samples = await withPrepared(right, product, operands, repeats, async (prepared) => {
    for (const { run } of prepared) await run();
    const perRun = await timeInterleaved(
      prepared.map(({ run }) => run),
      effort,
    );
    return perRun.map((times) => times.map((time) => time / repeats));
  });
  const samplesOf = (peer: Peer): number[] | undefined => samples[right.indexOf(peer)];
  const first = samplesOf(peers[0]!);
  const results = peers.map((peer, i): PeerResult => {
    const own = samplesOf(peer);
    const timing = own ? summarize(own) : null;
    return {
      peer: peer.name,
      check: checks[i]!,
      timing,
      gflops: timing && flopsOf(product) / timing.median / 1e6,
      ratio: own && first ? ratioOf(own, first) : null,
    };
  });
  return { product, repeats, peers: results };
}

export function isRight({ partOfBound }: Check): boolean {
  return partOfBound <= 1;
}

/** The checks, and the time of the quickest right peer's run once it is warm. */
async function checkAll(
  product: Product,
  operands: Operands,
  prepared: readonly PreparedProducts[],
  expected: ArrayLike<number>,
): Promise<{ checks: Check[]; quickest: number }> {
  const checks: Check[] = [];
  let quickest = Infinity;
  for (const { result, run } of prepared) {
    const check = checkProduct(product, operands, await result(), expected);
    checks.push(check);
    if (!isRight(check)) continue;
    await run();
    quickest = Math.min(quickest, await milliseconds(run));
  }
  return { checks, quickest };
}

async function withPrepared<T>(
  peers: readonly Peer[],
  product: Product,
  operands: Operands,
  repeats: number,
  use: (prepared: PreparedProducts[]) => Promise<T>,
): Promise<T> {
  const prepared: PreparedProducts[] = [];
  try {
    for (const peer of peers) prepared.push(await peer.prepare(product, operands, repeats));
    return await use(prepared);
  } finally {
    for (const products of prepared) products.dispose();
  }
}

function ratioOf(own: readonly number[], first: readonly number[]): PeerResult['ratio'] {
  const ratios = own.map((time, round) => time / first[round]!);
  return { median: quantile(ratios, 0.5), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}

/** Numbers in [−1, 1), the same every time. */
function drawOperands(product: Product): Operands {
  const { rows, inner } = dimensionsOf(product);
  const [featuresOut, featuresIn] = product.weight;
  const random = mulberry32(1);
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random() - 1);
  return { rows: draw(rows * inner), weight: draw(featuresOut * featuresIn) };
}

/** Tommy Ettinger's generator with 32 bits of state: numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
