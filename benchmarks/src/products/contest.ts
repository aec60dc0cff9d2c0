import * as contest from '../contest.ts';
import type { Effort } from '../measure.ts';
import { checkProduct } from './check.ts';
import { drawOperands } from './operands.ts';
import type { Peer } from './peers/peer.ts';
import { flopsOf, type Product } from './shapes.ts';

/** Who multiplies the same matrices in turns. */
export interface Contest {
  /** This project, in one or more settings. */
  readonly own: readonly Peer[];
  readonly others: readonly Peer[];
}

export interface ProductResult extends contest.ContestResult {
  readonly product: Product;
}

/** Checks every peer's product against the oracle's, then times those that are right, in turns. */
export async function measureProduct(
  product: Product,
  { own, others }: Contest,
  oracle: Peer,
  effort: Effort,
): Promise<ProductResult> {
  const operands = drawOperands(product);
  const exact = await oracle.prepare(product, operands, 1);
  const expected = await exact.result();
  exact.dispose();
  const contestants = (peers: readonly Peer[]): contest.Contestant[] =>
    peers.map(({ name, prepare }) => ({ name, prepare: (repeats) => prepare(product, operands, repeats) }));
  const check = (result: ArrayLike<number>): contest.Check =>
    checkProduct(product, operands, result, expected);
  return { product, ...(await contest.hold(contestants(own), contestants(others), check, effort)) };
}

/** Billions of multiplications and additions in a second, at the median. */
export function gflopsOf(product: Product, { timing }: contest.Result): number | null {
  return timing && flopsOf(product) / timing.median / 1e6;
}
