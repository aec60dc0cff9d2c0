import { useId } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
import { examples } from '../../state/examples.ts';
import { model } from '../../state/model.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** The text, and how it is to be explained. */
export function Ask({ subject }: { readonly subject: Subject }) {
  const { text, pair } = subject;
  const task = model.value?.task ?? 'text-classification';
  const asks = task === 'question-answering';
  return (
    <div class="ask">
      <TextField
        label={asks ? 'Question' : 'Text'}
        hint={asks ? 'Type a question' : 'Type a sentence'}
        value={text.value}
        write={(typed) => subject.write(typed)}
      />
      {(asks || pair.value !== null) && (
        <TextField
          label={asks ? 'Text with the answer' : 'Second text'}
          hint={asks ? 'What is asked about' : 'What it is read together with'}
          value={pair.value ?? ''}
          write={(typed) => subject.writePair(typed)}
        />
      )}
      <p class="examples">
        Try{' '}
        {examples[task].map((example) => (
          <button key={example.text} type="button" class="quiet" onClick={() => subject.take(example)}>
            {example.text}
          </button>
        ))}
        {!asks && (
          <>
            {' or '}
            <button
              type="button"
              class="quiet"
              onClick={() => subject.writePair(pair.value === null ? '' : null)}
            >
              {pair.value === null ? 'add a second text' : 'do without the second text'}
            </button>
          </>
        )}
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
