import { referenceBackend } from '@gradlens/tensor';
import { outcome, type Tell } from '../contest.ts';
import type { Effort } from '../measure.ts';
import type { Section } from '../suite.ts';
import { measureProduct, type Contest, type ProductResult } from './contest.ts';
import { ours } from './peers/ours.ts';
import { productSection } from './section.ts';
import { describeProduct, type Product } from './shapes.ts';

/** Lets peers multiply at all shapes. */
export async function measureProducts(
  products: readonly Product[],
  contest: Contest,
  effort: Effort,
  tell: Tell,
  goals: readonly string[] = [],
  peak?: number,
): Promise<Section> {
  const oracle = ours(referenceBackend(), 'reference');
  const results: ProductResult[] = [];
  for (const product of products) {
    tell(`${results.length + 1}/${products.length} ${describeProduct(product)}`);
    const result = await measureProduct(product, contest, oracle, effort);
    tell(outcome(result));
    results.push(result);
  }
  return productSection(contest, results, goals, peak);
}
