import { quantile } from '../measure.ts';
import { tolerance, type Outcome, type Result, type Rule } from './measure.ts';

/** What many explanations come to. */
export interface Summary {
  readonly explanations: number;
  /** The share of them whose relative delta is within the tolerance. */
  readonly within: number;
  /** How many of them have an output that hardly changes. */
  readonly hardlyChanges: number;
  readonly relativeDelta: Tail;
  readonly evaluations: { readonly median: number; readonly mean: number; readonly most: number };
  /** Of those explanations that have a reference. */
  readonly tokenError: Tail & { readonly most: number };
}

interface Tail {
  readonly median: number;
  /** The 99th percentile. */
  readonly high: number;
}

export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const deltas = outcomes.map(({ relativeDelta }) => relativeDelta);
  const evaluations = outcomes.map((outcome) => outcome.evaluations);
  const tokenErrors = outcomes.flatMap(({ tokenError }) => tokenError ?? []);
  return {
    explanations: outcomes.length,
    within: deltas.filter((delta) => delta <= tolerance).length / outcomes.length,
    hardlyChanges: outcomes.filter(({ hardlyChanges }) => hardlyChanges).length,
    relativeDelta: tailOf(deltas),
    evaluations: {
      median: quantile(evaluations, 0.5),
      mean: evaluations.reduce((sum, count) => sum + count, 0) / evaluations.length,
      most: Math.max(...evaluations),
    },
    tokenError: { ...tailOf(tokenErrors), most: Math.max(...tokenErrors) },
  };
}

/** By rule, over all baselines. */
export function summariesByRule(results: readonly Result[]): Map<Rule, Summary> {
  const rules = new Set(results.map(({ rule }) => rule));
  return new Map(
    Array.from(rules, (rule) => [
      rule,
      summaryOf(results.filter((result) => result.rule === rule).flatMap(({ outcomes }) => outcomes)),
    ]),
  );
}

function tailOf(numbers: readonly number[]): Tail {
  return { median: quantile(numbers, 0.5), high: quantile(numbers, 0.99) };
}
