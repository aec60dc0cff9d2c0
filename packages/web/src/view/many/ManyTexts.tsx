import { accuracyOf, explainerTitles } from '@gradlens/ig/view';
import {
  accuracy,
  cancelMany,
  done,
  explainMany,
  manyFailure,
  pasted,
  run,
  running,
  total,
} from '../../state/many.ts';
import type { Task } from '../../compute/protocol.ts';
import { model } from '../../state/model.ts';
import { first } from '../../state/page.ts';
import { RecordTable } from './RecordTable.tsx';
import { TakeAllAway } from './TakeAllAway.tsx';

/** What a data set has to have. */
const columns: Readonly<Record<Task, string>> = {
  'text-classification': 'A CSV needs a column “text”; a column “label” gives the accuracy.',
  'token-classification': 'A CSV needs a column “text”; each word that is explained has a row.',
  'question-answering':
    'Questions come with the text that answers them: a CSV needs columns “text” and “pair”, JSON lines fields of these names.',
};

/** A data set, explained text by text. */
export function ManyTexts() {
  const { explainer } = first.settings.value;
  const task = model.value?.task ?? 'text-classification';
  return (
    <section class="many" aria-label="Many texts">
      <div class="ask">
        <label for="pasted">Texts, one on each line; JSON lines or CSV as well</label>
        <textarea
          id="pasted"
          class="typed"
          rows={5}
          dir="auto"
          spellcheck={false}
          value={pasted.value}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
        />
        <div class="beside">
          <button
            type="button"
            class="main"
            disabled={pasted.value.trim() === '' || !model.value}
            onClick={() => void explainMany(new Blob([pasted.value]), null)}
          >
            Explain them
          </button>
          <label class="file">
            or choose a .txt, .csv or .jsonl{' '}
            <input
              type="file"
              accept=".txt,.csv,.jsonl"
              disabled={!model.value}
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file) void explainMany(file, file.name);
                event.currentTarget.value = '';
              }}
            />
          </label>
        </div>
        <p class="hint">
          They will be explained by {explainerTitles[explainer]}, as set on “One text”. {columns[task]}
        </p>
      </div>
      {manyFailure.value !== null && (
        <p class="failure" role="alert">
          {manyFailure.value}
        </p>
      )}
      {run.value && <RunOf />}
    </section>
  );
}

/** How far the run is, and what has come. */
function RunOf() {
  const { fileName, settings, modelName } = run.value!;
  if (total.value === null) return running.value ? <p class="waiting">Reading …</p> : null;
  return (
    <>
      <h2>
        <bdi>{fileName ?? 'The pasted texts'}</bdi>
      </h2>
      <p class="hint">
        By {modelName}, {explainerTitles[settings.explainer]}, {settings.output}
      </p>
      <div class="beside">
        <p role="status">
          {done.value} of {total.value} texts
        </p>
        {running.value && (
          <>
            <progress aria-label="Texts explained" max={total.value} value={done.value} />
            <button type="button" onClick={() => cancelMany()}>
              Cancel
            </button>
          </>
        )}
        {accuracyOf(accuracy.value).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <TakeAllAway />
      </div>
      <RecordTable />
    </>
  );
}
