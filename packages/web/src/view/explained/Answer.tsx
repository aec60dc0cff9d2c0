import { model, opening } from '../../state/model.ts';
import { initialSettings } from '../../state/settings.ts';
import { views, type Subject, type View } from '../../state/subject.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { Account } from './Account.tsx';
import { Layers } from './Layers.tsx';
import { Numbers } from './Numbers.tsx';
import { Path } from './Path.tsx';
import { Reading } from './Reading.tsx';
import { said } from './said.ts';
import { TakeAway } from './TakeAway.tsx';
import { Verdict } from './Verdict.tsx';
import { WhatIf } from './WhatIf.tsx';
import { WordBars } from './WordBars.tsx';

const titles: Readonly<Record<View, string>> = {
  words: 'Words',
  'what-if': 'What if?',
  path: 'Path',
  layers: 'Layers',
  numbers: 'Numbers',
};
const contents = { words: WordBars, 'what-if': WhatIf, path: Path, layers: Layers, numbers: Numbers };

/** What moved the prediction of a text. */
export function Answer({ subject }: { readonly subject: Subject }) {
  const { explained, view } = subject;
  if (explained.failure.value !== null) {
    return (
      <div class="failure beside">
        <p role="alert">{said(explained.failure.value)}</p>
        <button type="button" onClick={() => (subject.settings.value = initialSettings)}>
          Explain it as usual
        </button>
      </div>
    );
  }
  const result = explained.answer.value?.result;
  if (!result) return <p class="waiting">{waitingFor(subject)}</p>;
  if ('nothing' in result) return <Nothing subject={subject} message={result.nothing} />;
  const { explanation } = result;
  const Content = contents[view.value];
  return (
    <div class={`explained ${subject.current.value ? '' : 'stale'}`} aria-busy={!subject.current.value}>
      <Verdict subject={subject} explanation={explanation} />
      <Reading subject={subject} explanation={explanation} />
      <Account explanation={explanation} />
      <Tabs
        label="Ways to look at it"
        tabs={views.map((name) => ({ name, title: titles[name] }))}
        chosen={view.value}
        choose={(name) => (view.value = name)}
      >
        <Content subject={subject} explanation={explanation} />
      </Tabs>
      <TakeAway subject={subject} explanation={explanation} />
    </div>
  );
}

/** No word is an entity, but each has a label. */
function Nothing({ subject, message }: { readonly subject: Subject; readonly message: string }) {
  const { settings } = subject;
  return (
    <div class="beside">
      <p class="waiting" role="status">
        {said(message)}
      </p>
      <button type="button" onClick={() => (settings.value = { ...settings.value, target: 'all', which: 0 })}>
        Explain every word
      </button>
    </div>
  );
}

function waitingFor({ text, pair }: Subject): string {
  if (model.value?.task === 'question-answering' && !(text.value.trim() && pair.value?.trim())) {
    return 'Type a question, and the text that answers it, to see which words move the answer.';
  }
  if (text.value.trim() === '') return 'Type a text to see which words move its prediction.';
  if (!model.value && !opening.value) return 'There is no model to explain it.';
  return 'Computing …';
}
