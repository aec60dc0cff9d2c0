import { themes } from '@gradlens/ig/view';
import { render } from 'preact';
import { examples } from './state/examples.ts';
import { followLink } from './state/link.ts';
import { device, openModel, source } from './state/model.ts';
import { first } from './state/page.ts';
import { App } from './view/App.tsx';

const colors = new CSSStyleSheet();
colors.replaceSync(themes);
document.adoptedStyleSheets = [colors];

first.take(examples['text-classification'][0]!);
followLink(first, location.hash);
addEventListener('hashchange', () => followLink(first, location.hash));
void openModel(source.value, device.value).then(fetchWriters);
render(<App />, document.getElementById('page')!);

/** Files are written by what comes only when it is wanted: it is fetched while there is a network, so that the page goes on without. */
function fetchWriters(): void {
  void import('@gradlens/ig/formats');
}
