import stringWidth from 'string-width';

/** What the picture's text is set in: fonts whose characters are as wide as Helvetica's. */
export const fontFamily = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif";

/** Helvetica's widths in thousandths of the font size, from U+0020 to U+007E (Adobe's font metrics). */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** Of other characters, by the columns that a terminal gives them. */
const widthsByColumns = [0, 556, 1000];

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** About how wide a text is. */
export function textWidth(text: string, fontSize: number): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) {
    sum += widths[segment.charCodeAt(0) - 0x20] ?? widthsByColumns[stringWidth(segment)] ?? 1000;
  }
  return (sum * fontSize) / 1000;
}

/** Whether lines may break beside it without a space, as those of Chinese may. */
export function isWide(text: string): boolean {
  return stringWidth(text) > text.length;
}

/** The text, or as much of it as is no wider than `width`, with `…`. */
export function fitted(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let room = width - textWidth('…', fontSize);
  const end = characters.findIndex((character) => (room -= textWidth(character, fontSize)) < 0);
  return `${characters.slice(0, end).join('')}…`;
}
