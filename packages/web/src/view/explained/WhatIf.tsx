import type { Replacement } from '@gradlens/ig';
import { attributionFormat, outputOf, outputs, shown } from '@gradlens/ig/view';
import { model } from '../../state/model.ts';
import { Choice } from '../parts/Choice.tsx';
import type { ExplainedProps } from './props.ts';

const replacements: readonly (readonly [Replacement, string])[] = [
  ['mask', 'replaced by [MASK]'],
  ['pad', 'replaced by [PAD]'],
  ['delete', 'deleted'],
];

/** What the model says when words are taken away, beside what their attributions promised. */
export function WhatIf({ subject, explanation }: ExplainedProps) {
  const { chosen, replacement, without } = subject;
  const neutral: readonly string[] = model.value?.neutral ?? [];
  const possible = replacements.filter(([name]) => name === 'delete' || neutral.includes(name));
  const words = chosen.value.flatMap((place) => explanation.words[place] ?? []);
  if (words.length === 0) {
    return (
      <p class="waiting">
        Click words in the text to take them away, and see whether the prediction moves as their attributions
        say.
      </p>
    );
  }
  return (
    <div class="what-if">
      <div class="beside">
        <p>
          Without{' '}
          {words.map((word, i) => (
            <>
              {i > 0 && ', '}
              <bdi class="taken">{shown(word.text)}</bdi>
            </>
          ))}
        </p>
        <Choice
          label="Words are"
          options={possible}
          value={replacement.value}
          choose={(name) => (replacement.value = name)}
        />
        <button type="button" class="quiet" onClick={() => (chosen.value = [])}>
          Put them back
        </button>
      </div>
      <Outcome subject={subject} explanation={explanation} />
      {without.failure.value !== null && (
        <p class="failure" role="alert">
          {without.failure.value}
        </p>
      )}
    </div>
  );
}

function Outcome({ subject, explanation }: ExplainedProps) {
  const after = subject.without.result.value;
  if (!after) return <p class="waiting">Computing …</p>;
  const { target } = explanation;
  const promised = -subject.chosen.value.reduce(
    (sum, place) => sum + (explanation.words[place]?.attribution ?? 0),
    0,
  );
  const changed = after.value - target.value;
  const written = attributionFormat([promised, changed, target.value], true);
  const before = outputs(explanation)[0]!;
  const [now] = outputs({ ...explanation, prediction: after.prediction });
  return (
    <dl class="outcome" aria-live="polite">
      <div>
        <dt>Prediction</dt>
        <dd>
          <bdi>{shown(before.label)}</bdi> {before.value} → <bdi>{shown(now!.label)}</bdi> {now!.value}
        </dd>
      </div>
      <div>
        <dt>The attributions promised</dt>
        <dd>
          {written(promised)} of the {outputOf(target)}
        </dd>
      </div>
      <div>
        <dt>It changed by</dt>
        <dd>{written(changed)}</dd>
      </div>
    </dl>
  );
}
