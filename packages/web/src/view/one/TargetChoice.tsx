import { isOfWords, ofWords, type Settings } from '../../state/settings.ts';
import type { Subject } from '../../state/subject.ts';
import type { Task } from '../../compute/protocol.ts';
import { Choice } from '../parts/Choice.tsx';

type Kind = 'predicted' | 'all' | typeof ofWords;

const titles: Readonly<Partial<Record<Task, readonly (readonly [Kind, string])[]>>> = {
  'token-classification': [
    ['predicted', 'those that are an entity'],
    ['all', 'all'],
    [ofWords, 'those that I name'],
  ],
  'question-answering': [
    ['predicted', 'the model’s'],
    [ofWords, 'another'],
  ],
};

interface TargetChoiceProps {
  readonly subject: Subject;
  readonly task: Task;
  readonly set: (changes: Partial<Settings>) => void;
}

/** Whose labels are explained, where words have some, or which answer. */
export function TargetChoice({ subject, task, set }: TargetChoiceProps) {
  const options = titles[task];
  if (!options) return null;
  const { target } = subject.settings.value;
  const kind = isOfWords(target) ? ofWords : target === 'all' ? 'all' : 'predicted';
  const labelled = task === 'token-classification';
  const choose = (chosen: string): void => set({ target: chosen, which: 0 });
  return (
    <>
      <Choice
        label={labelled ? 'Words whose label is explained' : 'Answer that is explained'}
        value={kind}
        options={options}
        choose={(name) => choose(name === ofWords ? `${ofWords}${wordsOf(subject)}` : name)}
      />
      {kind === ofWords && (
        <label class="field">
          <span>{labelled ? 'Words, or words=label' : 'Words of the second text'}</span>
          <input
            type="text"
            value={target.slice(ofWords.length)}
            onInput={(event) => choose(`${ofWords}${event.currentTarget.value}`)}
          />
        </label>
      )}
    </>
  );
}

/** Words to begin with: those that are looked at. */
function wordsOf({ answered, text }: Subject): string {
  const { prediction, target } = answered.value?.explanation ?? {};
  return prediction?.answer?.text ?? target?.word?.text ?? text.value.trim().split(/\s+/)[0]!;
}
