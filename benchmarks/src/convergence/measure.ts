import { explain, type DifferentiableClassifier, type Explanation } from '@gradlens/ig';
import { disagreement } from '../agreement.ts';

/** The largest |relative delta| that is wanted. */
export const tolerance = 0.01;

export const baselines = ['pad', 'mask'] as const;

/** How the path is integrated: adaptively to the tolerance, or by Gauss–Legendre with so many points. */
export type Rule = 'adaptive' | number;

/** What a text is explained with. */
export interface Plan {
  readonly rules: readonly Rule[];
  /** What is taken for the true integral: Gauss–Legendre with so many points, for so many of the texts, the first ones. */
  readonly reference: { readonly points: number; readonly texts: number };
}

/** How near an explanation came, and at what cost. */
export interface Outcome {
  readonly evaluations: number;
  /** |delta| / |value − baselineValue|, however small that is. */
  readonly relativeDelta: number;
  /** Whether the output changes so little that the explanation itself gives no such share. */
  readonly hardlyChanges: boolean;
  /** The largest error of a token's attribution as a part of the largest attribution; null without a reference. */
  readonly tokenError: number | null;
}

/** All texts with one baseline and one rule. */
export interface Result {
  readonly baseline: (typeof baselines)[number];
  readonly rule: Rule;
  /** In the order of the texts. */
  readonly outcomes: readonly Outcome[];
}

/** Explains each text by each rule, from each baseline. */
export async function measureConvergence(
  model: DifferentiableClassifier,
  texts: readonly string[],
  { rules, reference }: Plan,
): Promise<Result[]> {
  const expected = await explainAll(model, texts.slice(0, reference.texts), reference.points);
  const results: Result[] = [];
  for (const rule of rules) {
    const explanations = await explainAll(model, texts, rule);
    for (const [i, baseline] of baselines.entries()) {
      const outcomes = explanations.map((own, text) => outcomeOf(own[i]!, expected[text]?.[i]));
      results.push({ baseline, rule, outcomes });
    }
  }
  return results;
}

/** Of each text, in their order, the explanations from each baseline. */
async function explainAll(
  model: DifferentiableClassifier,
  texts: readonly string[],
  rule: Rule,
): Promise<Explanation[][]> {
  const method =
    rule === 'adaptive'
      ? ({ method: rule, tolerance } as const)
      : ({ method: 'gausslegendre', steps: rule } as const);
  const lengths = texts.map((text) => model.encode(text).tokens.length);
  const explanations = texts.map((): Explanation[] => []);
  // Texts of one length find the graph of the one before compiled.
  for (const i of [...texts.keys()].toSorted((a, b) => lengths[a]! - lengths[b]!)) {
    for (const baseline of baselines) {
      explanations[i]!.push(await explain(model, texts[i]!, { ...method, baseline }));
    }
  }
  return explanations;
}

function outcomeOf(
  { method, convergence, target, tokens }: Explanation,
  expected: Explanation | undefined,
): Outcome {
  return {
    evaluations: method.gradientEvaluations,
    relativeDelta: Math.abs(convergence.delta! / (target.value - target.baselineValue!)),
    hardlyChanges: convergence.relativeDelta === null,
    tokenError: expected ? disagreement(attributions(tokens), attributions(expected.tokens)) : null,
  };
}

function attributions(tokens: Explanation['tokens']): number[] {
  return tokens.map(({ attribution }) => attribution);
}
