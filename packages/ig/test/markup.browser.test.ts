import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Explanation } from '../src/explanation.ts';
import { documentOf } from '../src/render/format.ts';
import { explanationPage, explanationsPage } from '../src/render/html/page.ts';
import { printable, shown } from '../src/render/printable.ts';
import { failureMessage, isFailure, nameOf, type Recorded } from '../src/render/recorded.ts';
import { explanationPicture } from '../src/render/svg/picture.ts';
import { anyExplanation, anyRecord, explanationOf } from './support/explanations.ts';

const parsed = (text: string, type: DOMParserSupportedType) =>
  new DOMParser().parseFromString(text, type).documentElement;
const texts = (root: Element, selector: string) =>
  Array.from(root.querySelectorAll(selector), ({ textContent }) => textContent);

/** The text as it is to be read: words, and what stands between them. */
function readable({ text, pair, words }: Explanation): string[] {
  const read = (whole: string, segment: 1 | undefined): string => {
    const own = words.filter((word) => word.segment === segment);
    return own
      .map(
        ({ start, end }, i) =>
          shown(whole.slice(own[i - 1]?.end ?? 0, start)) + shown(whole.slice(start, end)),
      )
      .join('');
  };
  return [read(text, undefined), ...(pair === null ? [] : [read(pair, 1)])];
}

test('a page says what its records say, and nothing of them becomes markup', () => {
  const own = /^(?:tr|th|td|p|bdi|span|mark|details|summary|div|table|thead|tbody|tfoot|i|dl|dt|dd)$/;
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 3 }), (records) => {
      const page = parsed(documentOf(explanationsPage, records), 'text/html');
      const rows = Array.from(page.querySelectorAll('.records > tbody > tr'));
      expect(rows).toHaveLength(records.length);
      for (const [i, record] of records.entries()) {
        const row = rows[i]!;
        for (const { localName } of row.querySelectorAll('*')) expect(localName).toMatch(own);
        expect(texts(row, ':scope > th')).toEqual([shown(nameOf(record, i))]);
        const failed = isFailure(record);
        expect(texts(row, '.failure')).toEqual(failed ? [printable(failureMessage(record))] : []);
        if (failed) continue;
        const { answer, label } = record.prediction;
        expect(texts(row, '.predicted bdi')).toEqual([shown(answer?.text ?? label)]);
        for (const special of row.querySelectorAll('.special')) special.remove();
        expect(texts(row, '.text').map((text) => text.trim())).toEqual(
          readable(record).map((text) => text.trim()),
        );
        expect(texts(row, '.bars tbody bdi').slice(0, record.words.length)).toEqual(
          record.words.map(({ text }) => shown(text)),
        );
        for (const number of texts(row, 'details td')) expect(number).toMatch(/^(?:[+−]?\d[\d.e+-]*)?$/);
        for (const shaded of row.querySelectorAll('[style]'))
          expect(shaded.getAttribute('style')).toMatch(/^--(?:s|w|zero):(?:0(?:\.\d+)?|1)$/);
      }
      expect(texts(page, 'script')).toHaveLength(1);
    }),
  );
});

test('a page of one explanation has no script', () => {
  const page = parsed(documentOf(explanationPage, [explanationOf([['good', 1]])]), 'text/html');
  expect(texts(page, 'script')).toEqual([]);
  expect(page.querySelector('details')!.open).toBe(true);
});

test('a true label is named, whether the data set gives its name or its index', () => {
  const labelled = (label: Recorded<Explanation>['label']) => ({
    ...explanationOf([['good', 1]]),
    label: label!,
  });
  const page = parsed(
    documentOf(explanationsPage, [1, '0', 'positive', 'other', 7].map(labelled)),
    'text/html',
  );
  expect(texts(page, 'td.label')).toEqual(['positive', 'negative', 'positive', 'other', '7']);
});

test('special tokens stand in the text where they do something', () => {
  const quiet = explanationOf([['good', 1]], [['dull', 2]]);
  const loud = {
    ...quiet,
    tokens: quiet.tokens.map((token) => (token.special ? { ...token, attribution: -2 } : token)),
  };
  const page = parsed(documentOf(explanationsPage, [quiet, loud]), 'text/html');
  expect(texts(page, '.text')).toEqual(['good', 'dull', '[CLS] good [SEP]', 'dull [SEP]']);
});

test('a picture is an SVG that says what its explanation says', () => {
  fc.assert(
    fc.property(anyExplanation, (explanation) => {
      const picture = parsed(documentOf(explanationPicture, [explanation]), 'image/svg+xml');
      expect(picture.localName).toBe('svg');
      const own = new Set(['title', 'desc', 'style', 'rect', 'g', 'text']);
      const elements = Array.from(picture.querySelectorAll('*'));
      expect(elements.filter(({ localName }) => !own.has(localName))).toEqual([]);
      for (const { text } of explanation.words)
        expect(picture.querySelector('desc')!.textContent).toContain(shown(text));

      const [width, height] = [picture.getAttribute('width'), picture.getAttribute('height')].map(Number);
      for (const element of elements) {
        const number = (name: string) => Number(element.getAttribute(name) ?? 0);
        const right = number('x') + number('width') + number('textLength');
        expect(number('x')).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width!);
        expect(number('y') + number('height')).toBeLessThanOrEqual(height!);
      }
    }),
  );
});

test('words from right to left stand in that order, beside those from left to right', () => {
  const picture = parsed(
    documentOf(explanationPicture, [
      explanationOf([
        ['סרט', 1],
        ['טוב', 1],
        ['very', 1],
        ['good', 1],
        ['מאוד', 1],
      ]),
    ]),
    'image/svg+xml',
  );
  const running = Array.from(picture.querySelectorAll('text[font-size="18"]'))
    .sort((a, b) => Number(a.getAttribute('x')) - Number(b.getAttribute('x')))
    .map(({ textContent }) => textContent);
  expect(running).toEqual(['מאוד', 'very', 'good', 'טוב', 'סרט']);
});
