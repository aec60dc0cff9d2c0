import { outputOf, outputs, shown } from '@gradlens/ig/view';
import { useId } from 'preact/hooks';
import type { ExplainedProps } from './props.ts';

/** What the model says of all labels, and which one is explained. */
export function PredictionChoice({ subject, explanation }: ExplainedProps) {
  const group = useId();
  const labels = outputs(explanation);
  const predicted = labels[0]!;
  const { settings } = subject;
  const choose = (target: string): void => {
    settings.value = { ...settings.value, target };
  };
  return (
    <div class="prediction">
      <p class="verdict" role="status">
        <bdi>{shown(predicted.label)}</bdi> <span>{predicted.value}</span>
      </p>
      {labels.length > 1 && (
        <fieldset>
          <legend>Explain</legend>
          <label>
            <input
              type="radio"
              name={group}
              checked={settings.value.target === 'predicted'}
              onChange={() => choose('predicted')}
            />
            <span>what is predicted</span>
          </label>
          {labels.map(({ label, value, probability }) => (
            <label key={label}>
              <input
                type="radio"
                name={group}
                checked={settings.value.target === label}
                onChange={() => choose(label)}
              />
              <bdi>{shown(label)}</bdi>
              <meter class="probability" min={0} max={1} value={probability ?? 0} aria-hidden="true" />
              <span class="figure">{value}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p class="explains">Explained is the {outputOf(explanation.target)}.</p>
    </div>
  );
}
