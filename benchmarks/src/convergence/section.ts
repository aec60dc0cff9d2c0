import { percent } from '../format.ts';
import type { Figure, Section } from '../suite.ts';
import { tolerance, type Plan, type Result, type Rule } from './measure.ts';
import type { Sentence } from './sentences.ts';
import { summariesByRule, summaryOf } from './summary.ts';

/** A model whose explanations are measured. */
export interface Subject {
  /** As figures and the plot call it. */
  readonly name: string;
  /** What there is to know of it: Markdown. */
  readonly introduction: string;
  readonly plan: Plan;
  /** What the adaptive method's share within the tolerance and its median of evaluations are wanted to be. */
  readonly goals: { readonly within: string; readonly median: string };
}

/** The share of explanations that a number of points suffices for when it suffices at all. */
const nearlyAll = 0.99;

export function convergenceSection(
  { name, introduction, plan: { reference }, goals }: Subject,
  sentences: readonly Sentence[],
  results: readonly Result[],
): Section {
  const compared = Math.min(reference.texts, sentences.length);
  const few =
    compared < sentences.length ? ` (on ${compared} of the sentences, because those points take long)` : '';
  const adaptive = summariesByRule(results).get('adaptive')!;
  return {
    title: `Gradient evaluations: ${name}`,
    introduction: `${introduction} ${sentences.length} sentences, each from two baselines: ${adaptive.explanations} explanations.`,
    table: {
      head: [
        'baseline',
        'method',
        `within ${percent(tolerance)}`,
        'delta: median',
        '99 %',
        'evaluations: median',
        'mean',
        'most',
        "token's error: median",
        '99 %',
        'most',
      ],
      rows: results.map(({ baseline, rule, outcomes }) => {
        const { within, relativeDelta, evaluations, tokenError } = summaryOf(outcomes);
        return [
          baseline,
          nameOf(rule),
          percent(within),
          percent(relativeDelta.median),
          percent(relativeDelta.high),
          evaluations.median,
          evaluations.mean.toFixed(1),
          evaluations.most,
          ...[tokenError.median, tokenError.high, tokenError.most].map(percent),
        ];
      }),
    },
    notes: [
      `An evaluation is the gradient at one point of the path. Delta is |Σ attributions − change| / |change|, where the change is that of the
predicted logit between baseline and sentence; *within ${percent(tolerance)}* is the share of explanations whose delta is at most that. Where the output hardly
changes (${adaptive.hardlyChanges} of ${adaptive.explanations}) an explanation itself gives no such share; it counts here like all others. A token's error is the largest of a sentence, as a
share of its largest attribution, against Gauss–Legendre with ${reference.points} points${few}. *99 %* is the 99th percentile.`,
      `The adaptive method gets a tolerance of ${percent(tolerance)} and sees its delta while it works. A rule of n points does not, and nobody knows beforehand which
n suffices for a sentence. Captum's default is Gauss–Legendre with 50. Delta is about the sum: errors of tokens can cancel in it, and a single
one may be larger than the tolerance.`,
    ],
    failures: [],
    figures: figuresOf(name, goals, results),
    data: { lines: sentences.map(({ line }) => line), results: results.map(columnsOf) },
  };
}

/** Where there is no file of sentences. */
export function missingSection(path: string): Section {
  return {
    title: 'Gradient evaluations',
    introduction: `Nothing was measured, for there is no file ${path} with the sentences of SST-2: lines of a sentence, a tab and a label below a header line. GRADLENS_SENTENCES names it, from the root of the repository.`,
    table: null,
    notes: [],
    failures: [],
    figures: [],
    data: null,
  };
}

function nameOf(rule: Rule): string {
  return rule === 'adaptive' ? rule : `Gauss–Legendre ${rule}`;
}

/** Over both baselines. */
function figuresOf(name: string, goals: Subject['goals'], results: readonly Result[]): Figure[] {
  const summaries = summariesByRule(results);
  const { within, evaluations, tokenError } = summaries.get('adaptive')!;
  const sufficient = [...summaries].find(
    ([rule, summary]) => rule !== 'adaptive' && summary.within >= nearlyAll,
  );
  const adaptive = `${name}, adaptive`;
  return [
    { name: `${adaptive}: within ${percent(tolerance)}`, value: percent(within), goal: goals.within },
    { name: `${adaptive}: median evaluations`, value: `${evaluations.median}`, goal: goals.median },
    { name: `${adaptive}: mean evaluations`, value: evaluations.mean.toFixed(1), goal: '' },
    { name: `${adaptive}: most evaluations`, value: `${evaluations.most}`, goal: '' },
    { name: `${adaptive}: 99th percentile of tokens' errors`, value: percent(tokenError.high), goal: '' },
    {
      name: `${name}, Gauss–Legendre: fewest points that are within ${percent(tolerance)} for ${percent(nearlyAll)}`,
      value: sufficient ? `${sufficient[0]}` : 'none of those measured',
      goal: '',
    },
  ];
}

/** A result with its outcomes as columns of three digits, which are a fraction of the file that records would make. */
function columnsOf({ baseline, rule, outcomes }: Result) {
  const column = (numbers: readonly number[]) => numbers.map((number) => Number(number.toPrecision(3)));
  return {
    baseline,
    rule,
    evaluations: outcomes.map(({ evaluations }) => evaluations),
    relativeDelta: column(outcomes.map(({ relativeDelta }) => relativeDelta)),
    tokenError: column(outcomes.flatMap(({ tokenError }) => tokenError ?? [])),
  };
}
