import { initialSettings, readSettings, type Settings } from './settings.ts';
import type { Subject } from './subject.ts';

/** What a link may hold, after the `#`: settings that differ from the usual ones and, where it was ticked, the texts. */
export function linkTo(subject: Subject, withText: boolean): string {
  const fields = new URLSearchParams();
  const settings = subject.settings.value;
  for (const name of Object.keys(initialSettings) as (keyof Settings)[]) {
    if (settings[name] !== initialSettings[name] && settings[name] !== null)
      fields.set(name, String(settings[name]));
  }
  if (withText) {
    fields.set('text', subject.text.value);
    if (subject.pair.value !== null) fields.set('pair', subject.pair.value);
  }
  const url = new URL(location.href);
  url.hash = fields.toString();
  return url.href;
}

/** Takes over what a link holds. */
export function followLink(subject: Subject, hash: string): void {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  subject.settings.value = readSettings(fields);
  const text = fields.get('text');
  if (text === null) return;
  subject.write(text);
  subject.writePair(fields.get('pair'));
}
