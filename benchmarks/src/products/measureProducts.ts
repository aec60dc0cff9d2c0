import { referenceBackend } from '@gradlens/tensor';
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
  goals: readonly string[] = [],
  peak?: number,
): Promise<Section> {
  const oracle = ours(referenceBackend(), 'reference');
  const results: ProductResult[] = [];
  for (const product of products) {
    process.stderr.write(`${results.length + 1}/${products.length} ${describeProduct(product)}\n`);
    results.push(await measureProduct(product, contest, oracle, effort));
  }
  return productSection(contest, results, goals, peak);
}
