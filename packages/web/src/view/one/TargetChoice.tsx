import type { Settings } from '../../state/settings.ts';
import type { Subject } from '../../state/subject.ts';
import type { Task } from '../../compute/protocol.ts';
import { Choice } from '../parts/Choice.tsx';

type Kind = 'predicted' | 'all' | 'named';

const titles: Readonly<Partial<Record<Task, readonly (readonly [Kind, string])[]>>> = {
  'token-classification': [
    ['predicted', 'those that are an entity'],
    ['all', 'all'],
    ['named', 'those that I name'],
  ],
  'question-answering': [
    ['predicted', 'the model’s'],
    ['named', 'another'],
  ],
};

interface TargetChoiceProps {
  readonly subject: Subject;
  readonly task: Task;
  readonly set: (changes: Pick<Settings, 'target'>) => void;
}

/** Whose labels are explained, where words have some, or which answer. */
export function TargetChoice({ subject, task, set }: TargetChoiceProps) {
  const options = titles[task];
  if (!options) return null;
  const { target } = subject.settings.value;
  const kind = options.find(([name]) => name === target)?.[0] ?? 'named';
  const ofWords = task === 'token-classification';
  return (
    <>
      <Choice
        label={ofWords ? 'Words whose label is explained' : 'Answer that is explained'}
        value={kind}
        options={options}
        choose={(name) => set({ target: name === 'named' ? wordsOf(subject) : name })}
      />
      {kind === 'named' && (
        <label class="field">
          <span>{ofWords ? 'Words, or words=label' : 'Words of the second text'}</span>
          <input type="text" value={target} onInput={(event) => set({ target: event.currentTarget.value })} />
        </label>
      )}
    </>
  );
}

/** Words to begin with: those that are looked at. */
function wordsOf({ explained, text }: Subject): string {
  const { prediction, target } = explained.answer.value?.result.explanation ?? {};
  return prediction?.answer?.text ?? target?.word?.text ?? text.value.trim().split(/\s+/)[0]!;
}
