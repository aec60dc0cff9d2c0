import { themes } from '@gradlens/ig/view';
import { render } from 'preact';
import { followLink } from './state/link.ts';
import { device, openModel, source } from './state/model.ts';
import { first } from './state/page.ts';
import { App } from './view/App.tsx';
import { examples } from './view/examples.ts';

const colors = new CSSStyleSheet();
colors.replaceSync(themes);
document.adoptedStyleSheets = [colors];

first.text.value = examples[0]!;
followLink(first, location.hash);
addEventListener('hashchange', () => followLink(first, location.hash));
void openModel(source.value, device.value).then(fetchTheRest);
render(<App />, document.getElementById('page')!);

/** What comes only when it is wanted, while there is a network: with the network off the page goes on. */
function fetchTheRest(): void {
  void import('@gradlens/ig/formats');
  void import('csv-parse/browser/esm/sync');
}
