import { useId } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
import { examples } from '../examples.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** The text, and how it is to be explained. */
export function Ask({ subject }: { readonly subject: Subject }) {
  const { text, pair } = subject;
  return (
    <div class="ask">
      <TextField
        label="Text"
        hint="Type a sentence"
        value={text.value}
        write={(typed) => subject.write(typed)}
      />
      {pair.value !== null && (
        <TextField
          label="Second text"
          hint="What it is read together with"
          value={pair.value}
          write={(typed) => subject.writePair(typed)}
        />
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

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly write: (typed: string) => void;
}

function TextField({ label, hint, value, write }: TextFieldProps) {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="typed"
        rows={2}
        dir="auto"
        spellcheck={false}
        value={value}
        placeholder={hint}
        onInput={(event) => write(event.currentTarget.value)}
      />
    </>
  );
}
