import { useId } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
import { examples } from '../examples.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** The text, and how it is to be explained. */
export function Ask({ subject }: { readonly subject: Subject }) {
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
        onInput={(event) => subject.write(event.currentTarget.value)}
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
            onInput={(event) => subject.writePair(event.currentTarget.value)}
          />
        </>
      )}
      <p class="examples">
        Try{' '}
        {examples.map((example) => (
          <button
            key={example}
            type="button"
            class="quiet"
            onClick={() => {
              subject.write(example);
              subject.writePair(null);
            }}
          >
            {example}
          </button>
        ))}
        {' or '}
        <button
          type="button"
          class="quiet"
          onClick={() => subject.writePair(pair.value === null ? '' : null)}
        >
          {pair.value === null ? 'add a second text' : 'do without the second text'}
        </button>
      </p>
      <SettingsForm subject={subject} />
    </div>
  );
}
