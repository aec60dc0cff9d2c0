import type { Subject, View } from '../../state/subject.ts';
import { views } from '../../state/subject.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { Account } from './Account.tsx';
import { Layers } from './Layers.tsx';
import { Numbers } from './Numbers.tsx';
import { Path } from './Path.tsx';
import { PredictionChoice } from './PredictionChoice.tsx';
import { Reading } from './Reading.tsx';
import { TakeAway } from './TakeAway.tsx';
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
export function Explained({ subject }: { readonly subject: Subject }) {
  const { explanation, view } = subject;
  const shown = explanation.result.value;
  if (explanation.failure.value !== null) {
    return (
      <p class="failure" role="alert">
        {explanation.failure.value}
      </p>
    );
  }
  if (!shown) {
    const waits =
      subject.text.value.trim() === ''
        ? 'Type a text to see which words move its prediction.'
        : 'Computing …';
    return <p class="waiting">{waits}</p>;
  }
  const Content = contents[view.value];
  return (
    <div class={`explained ${subject.current.value ? '' : 'stale'}`} aria-busy={explanation.busy.value}>
      <PredictionChoice subject={subject} explanation={shown} />
      <Reading subject={subject} explanation={shown} />
      <Account explanation={shown} />
      <Tabs
        label="Ways to look at it"
        tabs={views.map((name) => ({ name, title: titles[name] }))}
        chosen={view.value}
        choose={(name) => (view.value = name)}
      >
        <Content subject={subject} explanation={shown} />
      </Tabs>
      <TakeAway subject={subject} explanation={shown} />
    </div>
  );
}
