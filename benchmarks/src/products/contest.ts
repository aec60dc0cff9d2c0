import {
  milliseconds,
  ratios,
  spreadOf,
  summarize,
  timeInterleaved,
  type Effort,
  type Spread,
  type Timing,
} from '../measure.ts';
import { checkProduct, type Check } from './check.ts';
import { drawOperands, type Operands } from './operands.ts';
import type { Peer, PreparedProducts } from './peers/peer.ts';
import { flopsOf, type Product } from './shapes.ts';

/** A run shorter than this would measure the wait for its end. */
const shortestRun = 60;
const mostRepeats = 64;

/** Who multiplies the same matrices in turns. */
export interface Contest {
  /** This project, in one or more settings. */
  readonly own: readonly Peer[];
  readonly others: readonly Peer[];
}

export interface PeerResult {
  readonly peer: string;
  readonly check: Check;
  /** Milliseconds of one product; null where the result was wrong. */
  readonly timing: Timing | null;
  readonly gflops: number | null;
}

export interface OwnResult extends PeerResult {
  /** The time of the best of the others as a multiple of this one's in the same round; null where either was wrong. */
  readonly lead: Spread | null;
}

export interface ProductResult {
  readonly product: Product;
  /** Products in a run. */
  readonly repeats: number;
  readonly own: readonly OwnResult[];
  readonly others: readonly PeerResult[];
}

/** Checks every peer's product against the oracle's, then times those that are right, in turns. */
export async function measureProduct(
  product: Product,
  { own, others }: Contest,
  oracle: Peer,
  effort: Effort,
): Promise<ProductResult> {
  const peers = [...own, ...others];
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
  const results = peers.map((peer, i): PeerResult => {
    const times = samples[right.indexOf(peer)];
    const timing = times ? summarize(times) : null;
    return {
      peer: peer.name,
      check: checks[i]!,
      timing,
      gflops: timing && flopsOf(product) / timing.median / 1e6,
    };
  });
  const rivals = results.slice(own.length);
  const best = bestOf(rivals);
  return {
    product,
    repeats,
    own: results.slice(0, own.length).map((result): OwnResult => ({
      ...result,
      lead: result.timing && best && spreadOf(ratios(best.samples, result.timing.samples)),
    })),
    others: rivals,
  };
}

export function isRight({ partOfBound }: Check): boolean {
  return partOfBound <= 1;
}

function bestOf(results: readonly PeerResult[]): Timing | null {
  return results
    .flatMap(({ timing }) => timing ?? [])
    .reduce<Timing | null>((best, timing) => (best && best.median <= timing.median ? best : timing), null);
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
