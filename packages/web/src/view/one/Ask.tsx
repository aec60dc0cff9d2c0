import { useId } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
import { examples } from '../examples.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** The text, and how it is to be explained. */
export function Ask({
  subject,
  showExamples = false,
}: {
  readonly subject: Subject;
  readonly showExamples?: boolean;
}) {
  const id = useId();
  const { text, pair } = subject;
  return (
    <div class="ask">
      <label for={`${id}-text`}>Text</label>
      <textarea
        id={`${id}-text`}
        class="typed"
        rows={2}
        dir="auto"
        spellcheck={false}
        value={text.value}
        placeholder="Type a sentence"
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      {pair.value !== null && (
        <>
          <label for={`${id}-pair`}>Second text</label>
          <textarea
            id={`${id}-pair`}
            class="typed"
            rows={2}
            dir="auto"
            spellcheck={false}
            value={pair.value}
            placeholder="What it is read together with"
            onInput={(event) => (pair.value = event.currentTarget.value)}
          />
        </>
      )}
      <div class="beside">
        {showExamples && (
          <p class="examples">
            Try{' '}
            {examples.map((example) => (
              <button key={example} type="button" class="quiet" onClick={() => (text.value = example)}>
                {example}
              </button>
            ))}
          </p>
        )}
        <button type="button" class="quiet" onClick={() => (pair.value = pair.value === null ? '' : null)}>
          {pair.value === null ? 'Add a second text' : 'Without the second text'}
        </button>
      </div>
      <SettingsForm subject={subject} />
    </div>
  );
}
