/** What is measured of an explanation, in the order of tables. What it costs to come by is a count, of which neither more nor less is better in itself. */
export const metrics = {
  comprehensiveness: {
    title: 'comprehensiveness',
    better: 'more',
    meaning: 'probability lost when the strongest 10 to 50 % of the tokens are deleted',
  },
  sufficiency: {
    title: 'sufficiency',
    better: 'less',
    meaning: 'probability lost when only they are left',
  },
  logOdds: {
    title: 'log-odds',
    better: 'less',
    meaning: 'change of the log-probability when they become [PAD]',
  },
  infidelity: {
    title: 'infidelity',
    better: 'less',
    meaning:
      'squared error of the attributions, scaled, as a forecast of what replacing random tokens by [PAD] costs',
  },
  sensitivity: {
    title: 'sensitivity',
    better: 'less',
    meaning: 'largest relative change of the attributions when the activations move by up to 0.02',
  },
  delta: {
    title: '|delta|',
    better: 'less',
    meaning: 'share of the change of the output that the attributions do not account for',
  },
  evaluations: {
    title: 'evaluations',
    better: null,
    meaning: 'gradients and texts that the model was evaluated for, as a mean over the texts',
  },
} as const satisfies Readonly<
  Record<string, { title: string; better: 'more' | 'less' | null; meaning: string }>
>;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as Metric[];

/** The measures of one explanation; null where a metric does not apply. */
export type Measures = Readonly<Record<Metric, number | null>>;
