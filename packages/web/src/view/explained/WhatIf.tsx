import type { Replacement, WithoutWords } from '@gradlens/ig';
import { attributionFormat, headline, outputOf, shareOfStrongest, shown } from '@gradlens/ig/view';
import { model } from '../../state/model.ts';
import type { Taken } from '../../state/subject.ts';
import { Choice } from '../parts/Choice.tsx';
import type { ExplainedProps } from './props.ts';

const replacements: readonly (readonly [Replacement, string])[] = [
  ['mask', 'replaced by [MASK]'],
  ['pad', 'replaced by [PAD]'],
  ['delete', 'deleted'],
];

/** What the model says when words are taken away, beside what their attributions promised. */
export function WhatIf({ subject, explanation }: ExplainedProps) {
  const { taken, replacement, without } = subject;
  const neutral: readonly string[] = model.value?.neutral ?? [];
  const possible = replacements.filter(([name]) => name === 'delete' || neutral.includes(name));
  const words = taken.value.flatMap((place) => explanation.words[place] ?? []);
  if (words.length === 0) {
    return (
      <p class="waiting">
        Click words in the text to take them away, and see whether the prediction moves as their attributions
        say.
      </p>
    );
  }
  const answer = without.answer.value;
  return (
    <div class="what-if">
      <div class="beside">
        <p>
          Without{' '}
          {words.map((word, i) => (
            <span key={i}>
              {i > 0 && ', '}
              <bdi class="taken">{shown(word.text)}</bdi>
            </span>
          ))}
        </p>
        <Choice
          label="Words are"
          options={possible}
          value={replacement.value}
          choose={(name) => (replacement.value = name)}
        />
        <button type="button" class="quiet" onClick={() => (taken.value = [])}>
          Put them back
        </button>
      </div>
      {without.failure.value !== null && (
        <p class="failure" role="alert">
          {without.failure.value}
        </p>
      )}
      {answer ? (
        <Outcome taken={answer.request} after={answer.result} stale={without.busy.value} />
      ) : (
        without.busy.value && <p class="waiting">Computing …</p>
      )}
    </div>
  );
}

function Outcome({
  taken,
  after,
  stale,
}: {
  readonly taken: Taken;
  readonly after: WithoutWords;
  readonly stale: boolean;
}) {
  const { explanation, words } = taken;
  const { target } = explanation;
  const promised = -words.reduce((sum, place) => sum + explanation.words[place]!.attribution, 0);
  const changed = after.value - target.value;
  const written = attributionFormat([promised, changed, target.value], true);
  const share = shareOfStrongest([promised, changed]);
  const before = headline(explanation);
  const now = headline({ ...explanation, prediction: after.prediction });
  const bar = (value: number) => (
    <span class="bar" aria-hidden="true">
      <i class={value < 0 ? 'against' : 'for'} style={{ '--w': Math.abs(share(value)).toFixed(3) }} />
    </span>
  );
  return (
    <>
      <dl class={`outcome ${stale ? 'stale' : ''}`} aria-live="polite">
        <div>
          <dt>Prediction</dt>
          <dd>
            <bdi>{shown(before.said)}</bdi> {before.value} → <bdi>{shown(now.said)}</bdi> {now.value}
          </dd>
        </div>
        <div>
          <dt>The attributions promised</dt>
          <dd>
            {written(promised)} {bar(promised)}
          </dd>
        </div>
        <div>
          <dt>It changed by</dt>
          <dd>
            {written(changed)} {bar(changed)}
          </dd>
        </div>
      </dl>
      <p class="hint">
        Of the {outputOf(explanation)}. The two need not agree: attributions share out the whole way from the
        baseline to the text, and taking a word away is one step of another way.
      </p>
    </>
  );
}
