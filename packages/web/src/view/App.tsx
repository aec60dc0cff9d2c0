import { page, pages, type Page } from '../state/page.ts';
import { model, opening, openingFailure } from '../state/model.ts';
import { ManyTexts } from './many/ManyTexts.tsx';
import { ModelPage } from './models/ModelPage.tsx';
import { OneText } from './one/OneText.tsx';
import { ByteBar } from './parts/ByteBar.tsx';
import { Tabs } from './parts/Tabs.tsx';

const titles: Readonly<Record<Page, string>> = { one: 'One text', many: 'Many texts', model: 'Model' };
const contents: Readonly<Record<Page, () => preact.JSX.Element>> = {
  one: () => <OneText />,
  many: () => <ManyTexts />,
  model: () => <ModelPage />,
};

export function App() {
  return (
    <>
      <header class="top">
        <h1>
          gradlens <span>which words moved the prediction</span>
        </h1>
        <p class="where">
          <Where />
        </p>
      </header>
      <main>
        <Tabs
          label="Parts of this page"
          className="pages"
          tabs={pages.map((name) => ({ name, title: titles[name] }))}
          chosen={page.value}
          choose={(name) => (page.value = name)}
        >
          {openingFailure.value !== null && page.value !== 'model' && (
            <p class="failure" role="alert">
              {openingFailure.value}
            </p>
          )}
          {contents[page.value]()}
        </Tabs>
      </main>
      <footer class="bottom">
        <p>
          Everything is computed in this page: nothing that you type or load leaves it. A word’s attribution
          is its share of the change of the explained output from the baseline to the text, in units of that
          output. It tells what moved this model from this baseline; another baseline asks another question.
        </p>
      </footer>
    </>
  );
}

/** What explains, and on what. */
function Where() {
  if (opening.value) {
    const { name, progress } = opening.value;
    return <ByteBar label={`Opening ${name}`} progress={progress} />;
  }
  if (!model.value) return <>No model</>;
  const { name, device: used, deviceNote } = model.value;
  return (
    <>
      <button type="button" class="quiet" onClick={() => (page.value = 'model')}>
        {name}
      </button>{' '}
      <span>
        on {used.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}{' '}
        {deviceNote !== null && <small>({deviceNote})</small>}
      </span>
    </>
  );
}
