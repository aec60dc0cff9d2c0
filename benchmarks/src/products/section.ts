import { digits, ratioSpread, spread } from '../format.ts';
import { geometricMean } from '../measure.ts';
import type { Figure, Section } from '../suite.ts';
import { isRight, type Result } from '../contest.ts';
import { gflopsOf, type Contest, type ProductResult } from './contest.ts';
import { describeProduct, dimensionsOf, type Product } from './shapes.ts';

/** @param goals what the lead of each own peer is wanted to be, in the peers' order; none is wanted where one is missing
 * @param peak multiplications and additions in a second that the adapter is capable of, in billions, where it was measured */
export function productSection(
  { own, others }: Contest,
  results: readonly ProductResult[],
  goals: readonly string[],
  peak?: number,
): Section {
  const peers = [...own, ...others];
  return {
    title: "Matrix products of BERT-base's linear layers",
    introduction: [
      "x·Wᵀ is the forward pass, dy·W the gradient of the layer's input; a checkpoint stores W as [out, in] for both.",
      ...(peak === undefined
        ? []
        : [`A kernel of fused multiply-adds in registers alone reaches ${digits(peak)} GFLOP/s: the peak.`]),
    ].join(' '),
    table: {
      head: [
        '',
        'tokens',
        'features',
        ...own.flatMap(({ name }) => [name, 'lead']),
        ...others.map(({ name }) => name),
        'products a run',
      ],
      rows: results.map((result) => {
        const { rows, inner, columns } = dimensionsOf(result.product);
        return [
          result.product.orientation,
          rows,
          `${inner}→${columns}`,
          ...result.own.flatMap((peer) => [
            figure(result.product, peer, peak),
            peer.lead ? ratioSpread(peer.lead) : 'none',
          ]),
          ...result.others.map((peer) => figure(result.product, peer)),
          result.repeats,
        ];
      }),
    },
    notes: [
      `Milliseconds of one product as median (lower quartile – upper quartile), and GFLOP/s at the median. The lead is the time
of the best of the others over ours within a round: above 1 ours is faster. Peers take turns, one run each a round, in an
order that rotates. A run is as many products as the last column says, with operands that lie on the device before and
results that stay there, until the last product is there.`,
      peers.map(({ name, adapter, setup }) => `- ${name} (${adapter}): ${setup}`).join('\n'),
      `Before a shape is timed, each peer's whole result is held against the float64 reference, element by element, and must lie
within γ·‖row‖·‖column‖, γ = K·2⁻²⁴ / (1 − K·2⁻²⁴).`,
    ],
    failures: results.flatMap(({ product, ...result }) =>
      [...result.own, ...result.others]
        .filter(({ check }) => !isRight(check))
        .map(({ peer, check }) => `${peer}, ${describeProduct(product)}: ${check.worst}`),
    ),
    figures: own.flatMap((peer, i) =>
      leadFigures(
        peer.name,
        results.flatMap((result) => result.own[i]!.lead?.median ?? []),
        goals[i] ?? '',
      ),
    ),
    data: results,
  };
}

function leadFigures(peer: string, leads: readonly number[], goal: string): Figure[] {
  if (leads.length === 0) return [];
  const name = `${peer}: lead over the best of the others`;
  return [
    { name: `${name}, geometric mean`, value: geometricMean(leads).toFixed(2), goal },
    { name: `${name}, least`, value: Math.min(...leads).toFixed(2), goal },
  ];
}

/** @param peak of the adapter, in GFLOP/s, where it is known */
function figure(product: Product, result: Result, peak?: number): string {
  if (!result.timing) return '**wrong**';
  const gflops = gflopsOf(product, result)!;
  const share = peak === undefined ? '' : `, ${Math.round((100 * gflops) / peak)} % of peak`;
  return `${spread(result.timing)}, ${digits(gflops)} GFLOP/s${share}`;
}
