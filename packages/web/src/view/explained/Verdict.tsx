import type { Explanation, OutputKind } from '@gradlens/ig';
import { directions, hasSigns, outputOf, outputs, shareOfStrongest, shown } from '@gradlens/ig/view';
import { useId } from 'preact/hooks';
import type { ExplainedProps } from './props.ts';

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

/** What the model says of all labels, which one is explained, and in a sentence what spoke for it and against it. */
export function Verdict({ subject, explanation }: ExplainedProps) {
  const group = useId();
  const labels = outputs(explanation);
  const predicted = labels[0]!;
  const { settings } = subject;
  const choose = (label: string): void => {
    settings.value = { ...settings.value, target: label === predicted.label ? 'predicted' : label };
  };
  const { target } = explanation;
  const asked = settings.value.target === 'predicted' ? predicted.label : settings.value.target;
  return (
    <div class="prediction">
      <p class="verdict" role="status">
        <bdi>{shown(predicted.label)}</bdi> <span>{predicted.value}</span>
      </p>
      {labels.length > 1 && (
        <fieldset>
          <legend>Explain</legend>
          {labels.map(({ label, value, probability }) => (
            <label key={label}>
              <input type="radio" name={group} checked={asked === label} onChange={() => choose(label)} />
              <bdi>{shown(label)}</bdi>
              <meter class="probability" min={0} max={1} value={probability ?? 0} aria-hidden="true" />
              <span class="figure">{value}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p class="explains">
        {sentenceOf(explanation)}{' '}
        <span>
          Explained is the {outputOf(explanation)}
          {explanation.prediction.probabilities ? hints[target.output] : ''}.
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
