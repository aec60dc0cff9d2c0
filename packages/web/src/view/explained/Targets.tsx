import { outputs, percent, shown } from '@gradlens/ig/view';
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { ExplainedProps } from './props.ts';

/** What can be explained: each label of the text or, where words have labels, each of the words that were asked of. */
export function Targets({ subject, explanation }: ExplainedProps) {
  return explanation.target.word ? (
    <Places subject={subject} />
  ) : (
    <Labels subject={subject} explanation={explanation} />
  );
}

function Labels({ subject, explanation }: ExplainedProps) {
  const group = useId();
  const labels = outputs(explanation);
  if (labels.length < 2) return null;
  const predicted = labels[0]!.label;
  const { settings } = subject;
  const asked = settings.value.target === 'predicted' ? predicted : settings.value.target;
  return (
    <fieldset>
      <legend>Explain</legend>
      {labels.map(({ label, value, probability }) => (
        <Choosable
          key={label}
          group={group}
          chosen={asked === label}
          choose={() =>
            (settings.value = { ...settings.value, target: label === predicted ? 'predicted' : label })
          }
          probability={probability}
          value={value}
        >
          <bdi>{shown(label)}</bdi>
        </Choosable>
      ))}
    </fieldset>
  );
}

function Places({ subject }: Pick<ExplainedProps, 'subject'>) {
  const group = useId();
  const { settings, answered } = subject;
  const { places } = answered.value!;
  const { which } = settings.value;
  return (
    <fieldset>
      <legend>Explain</legend>
      {places.map(({ word, label, probability }, i) => (
        <Choosable
          key={i}
          group={group}
          chosen={Math.min(which, places.length - 1) === i}
          choose={() => (settings.value = { ...settings.value, which: i })}
          probability={probability}
          value={percent(probability)}
        >
          <bdi>{shown(word.text)}</bdi> <bdi class="of-word">{shown(label)}</bdi>
        </Choosable>
      ))}
    </fieldset>
  );
}

interface ChoosableProps {
  readonly group: string;
  readonly chosen: boolean;
  readonly choose: () => void;
  readonly probability: number | null;
  readonly value: string;
  readonly children: ComponentChildren;
}

function Choosable({ group, chosen, choose, probability, value, children }: ChoosableProps) {
  return (
    <label>
      <input type="radio" name={group} checked={chosen} onChange={choose} />
      {children}
      <meter class="probability" min={0} max={1} value={probability ?? 0} aria-hidden="true" />
      <span class="figure">{value}</span>
    </label>
  );
}
