import type { Explanation, OutputKind } from '@gradlens/ig';
import { directions, hasSigns, headline, outputOf, shareOfStrongest, shown } from '@gradlens/ig/view';
import type { ExplainedProps } from './props.ts';
import { Targets } from './Targets.tsx';

/** Words that are named in the sentence, in each direction, and the share of the strongest that they have at least. */
const [mostNamed, leastShare] = [3, 0.3];

/** What outputs are, for those who do not know. */
const hints: Readonly<Record<OutputKind | 'neuron', string>> = {
  logit: ': the model’s score for it, before scores become percentages',
  probability: '',
  'log-probability': '',
  margin: ': how far its score is above the other’s',
  neuron: '',
};

/** What the model says, what of that is explained, and in a sentence what spoke for it and against it. */
export function Verdict({ subject, explanation }: ExplainedProps) {
  const { of, said, value } = headline(explanation);
  const { target, prediction } = explanation;
  return (
    <div class="prediction">
      <p class="verdict" role="status">
        {of !== null && (
          <>
            <bdi>{shown(of)}</bdi>{' '}
          </>
        )}
        <bdi class={of === null ? '' : 'of-word'}>{shown(said)}</bdi> <span>{value}</span>
      </p>
      <Targets subject={subject} explanation={explanation} />
      <p class="explains">
        {sentenceOf(explanation)}{' '}
        <span>
          Explained is the {outputOf(explanation)}
          {prediction.probabilities ? hints[target.output] : ''}.
        </span>
      </p>
    </div>
  );
}

function sentenceOf(explanation: Explanation): string {
  const { words } = explanation;
  const share = shareOfStrongest(words.map(({ attribution }) => attribution));
  const strongest = words
    .map(({ text, attribution }) => ({ text: `“${shown(text)}”`, share: share(attribution) }))
    .filter((word) => Math.abs(word.share) >= leastShare)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const named = (sign: 1 | -1): string =>
    strongest
      .filter((word) => sign * word.share > 0)
      .slice(0, mostNamed)
      .map(({ text }) => text)
      .join(', ');
  if (!hasSigns(explanation)) return `What moves it most: ${named(1)}.`;
  const { plus, minus } = directions(explanation);
  return `${plus[0]!.toUpperCase()}${plus.slice(1)} most: ${named(1) || 'no word'}; ${minus}: ${named(-1) || 'no word as strongly'}.`;
}
