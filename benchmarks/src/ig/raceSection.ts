import { digits, ratioSpread, spread } from '../format.ts';
import type { Figure, Section } from '../suite.ts';
import type { Explainer } from './explainer.ts';
import type { Place } from './explainers.ts';
import type { RaceResult, Runner } from './race.ts';

/** How either side was set up. */
const setups: Readonly<Record<Place, string>> = {
  cpu: 'with two threads',
  gpu: 'on the same GPU (torch in float32 without TF32)',
};

export function raceSection(
  place: Place,
  results: readonly RaceResult[],
  gradlens: Explainer,
  captum: Explainer | null,
): Section {
  const loadSeconds = (runner: number): string =>
    digits((runner === 0 ? gradlens : captum!).greeting.loadMilliseconds / 1000);
  return {
    title: 'Integrated Gradients on a BERT-base-size classifier',
    introduction: `Random weights in float32, 12 layers × 768; Gauss-Legendre, target one logit, baseline [PAD], layer embeddings.${
      captum
        ? ''
        : ' Captum was not measured: there is no Python with torch, transformers and captum; GRADLENS_PYTHON names the interpreter.'
    }`,
    table: {
      head: ['tokens', 'steps', '', 'load', 'first call', 'call', "over gradlens'", 'calls', 'differs by'],
      rows: results.flatMap(({ race: { tokens, steps }, runners }) =>
        runners.map((runner, i) => [
          tokens,
          steps,
          runner.name,
          loadSeconds(i),
          digits(runner.firstCall / 1000),
          spread(inSeconds(runner.timing)),
          ratioSpread(runner.ratio),
          runner.timing.samples.length,
          runner.disagreement.toExponential(1),
        ]),
      ),
    },
    notes: [
      `Seconds; of calls median (lower quartile – upper quartile), over gradlens' within a round. A call is
\`explain(model, text, { steps, target })\` on one side and \`LayerIntegratedGradients.attribute\` with the convergence delta
on the other, from the text to attributions of tokens. Either library runs in a process of its own ${setups[place]} and has
loaded the model before; calls take turns. The first call of gradlens for the first text also brings the weights to where
they are computed with. Before a text is timed, all attributions must agree with those of gradlens to 1e-4 of the largest;
the last column says how far they differ.`,
    ],
    failures: results.flatMap(({ failures }) => failures),
    figures: results.flatMap((result) => figuresOf(place, result)),
    data: results,
  };
}

function figuresOf(place: Place, { race: { tokens, steps, goals }, runners }: RaceResult): Figure[] {
  const [own, ...others] = runners;
  if (!own || others.length === 0) return [];
  const best = others.reduce((a, b) => (b.timing.median < a.timing.median ? b : a));
  const single = others.find(({ batchSize }) => batchSize === 1);
  const what = `${tokens} tokens${place === 'gpu' ? ' on the GPU' : ''}`;
  const name = `Captum's time over gradlens', ${what}`;
  const perSecond = ({ timing }: Runner): string =>
    Math.round((1000 * tokens * steps) / timing.median).toLocaleString('en');
  return [
    ...(single
      ? [
          {
            name: `${name}, internal_batch_size=1`,
            value: single.ratio.median.toFixed(2),
            goal: goals.single,
          },
        ]
      : []),
    {
      name: `${name}, Captum's best`,
      value: `${best.ratio.median.toFixed(2)} (${best.batchSize ?? 'None'})`,
      goal: goals.best,
    },
    ...(place === 'gpu'
      ? [
          {
            name: `Tokens a second, forward and backward, ${what}`,
            value: `${perSecond(own)} (Captum: ${perSecond(best)})`,
            goal: '',
          },
        ]
      : []),
  ];
}

function inSeconds({ median, low, high }: Runner['timing']) {
  return { median: median / 1000, low: low / 1000, high: high / 1000 };
}
