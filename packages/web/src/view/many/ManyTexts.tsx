import { explainerTitles } from '@gradlens/ig/view';
import { useState } from 'preact/hooks';
import { cancelMany, explainMany, manyFailure, records, running, total } from '../../state/many.ts';
import { model } from '../../state/model.ts';
import { first } from '../../state/page.ts';
import { dropped } from '../parts/dropped.ts';
import { RecordTable } from './RecordTable.tsx';
import { TakeAllAway } from './TakeAllAway.tsx';

/** A data set, explained text by text. */
export function ManyTexts() {
  const [pasted, setPasted] = useState('');
  const { settings } = first;
  const explain = (content: Blob, name: string): void => void explainMany(content, name);
  return (
    <section
      class="many"
      aria-label="Many texts"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void dropped(event).then(({ files }) => files[0] && explain(files[0], files[0].name));
      }}
    >
      <div class="ask">
        <label for="pasted">Texts, one on each line, or JSON lines</label>
        <textarea
          id="pasted"
          class="typed"
          rows={5}
          dir="auto"
          spellcheck={false}
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
        <div class="beside">
          <button
            type="button"
            class="main"
            disabled={pasted.trim() === '' || !model.value}
            onClick={() => explain(new Blob([pasted]), 'the texts')}
          >
            Explain them
          </button>
          <label class="file">
            or choose a .txt, .csv or .jsonl{' '}
            <input
              type="file"
              accept=".txt,.csv,.jsonl"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file) explain(file, file.name);
                event.currentTarget.value = '';
              }}
            />
          </label>
        </div>
        <p class="hint">
          Explained by {explainerTitles[settings.value.explainer]} as on “One text”. A CSV needs a column
          “text”; a column “label” gives the accuracy.
        </p>
      </div>
      {manyFailure.value !== null && (
        <p class="failure" role="alert">
          {manyFailure.value}
        </p>
      )}
      {total.value > 0 && (
        <>
          <div class="beside">
            <p role="status">
              {records.value.length} of {total.value} texts
            </p>
            <progress aria-label="Texts explained" max={total.value} value={records.value.length} />
            {running.value && (
              <button type="button" onClick={cancelMany}>
                Cancel
              </button>
            )}
            <TakeAllAway />
          </div>
          <RecordTable />
        </>
      )}
    </section>
  );
}
