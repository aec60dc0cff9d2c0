import { shown } from '@gradlens/ig/view';
import { useEffect } from 'preact/hooks';
import { openFiles } from '../state/kept.ts';
import { explainMany } from '../state/many.ts';
import { model, opening } from '../state/model.ts';
import { page, pages, type Page } from '../state/page.ts';
import { ManyTexts } from './many/ManyTexts.tsx';
import { ModelPage } from './models/ModelPage.tsx';
import { ModelFailure } from './models/ModelFailure.tsx';
import { OneText } from './one/OneText.tsx';
import { ByteBar } from './parts/ByteBar.tsx';
import { dropped, holdsFiles } from './parts/dropped.ts';
import { Tabs } from './parts/Tabs.tsx';

const titles: Readonly<Record<Page, string>> = { one: 'One text', many: 'Many texts', model: 'Model' };
const contents: Readonly<Record<Page, () => preact.JSX.Element>> = {
  one: OneText,
  many: ManyTexts,
  model: ModelPage,
};

export function App() {
  useEffect(takeDrops, []);
  const Content = contents[page.value];
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
          <ModelFailure />
          <Content />
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
  const { name, device } = model.value;
  return (
    <>
      <button type="button" class="quiet" onClick={() => (page.value = 'model')}>
        <bdi>{shown(name)}</bdi>
      </button>{' '}
      on {device.backend === 'webgpu' ? 'the GPU (WebGPU)' : 'the processor (WebAssembly)'}
    </>
  );
}

/** Takes files that are dropped anywhere: a table of texts is explained, all else is a model. A browser would leave the page for them. */
function takeDrops(): () => void {
  const over = (event: DragEvent): void => {
    if (holdsFiles(event)) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    void dropped(event).then(({ files, folder }) => {
      const [file] = files;
      const isDataSet =
        folder === undefined && files.length === 1 && /\.(?:txt|csv|jsonl)$/i.test(file!.name);
      page.value = isDataSet ? 'many' : 'model';
      return isDataSet ? explainMany(file!, file!.name) : openFiles(files, folder);
    });
  };
  addEventListener('dragover', over);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('drop', drop);
  };
}
