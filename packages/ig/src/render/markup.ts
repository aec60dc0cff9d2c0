import { printable, shown } from './printable.ts';

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or in a quoted attribute, of HTML and of SVG. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => references[character]!);
}

/** A part of a text, or as much as can be shown of it. */
export function excerpt(text: string): string {
  return escaped(shown(text));
}

/** The same, kept from moving what stands beside it: a name of unknown language and direction. */
export function isolated(text: string): string {
  return `<bdi lang="">${excerpt(text)}</bdi>`;
}

/** A number as CSS and SVG write it. */
export function rounded(value: number): string {
  return String(Number(value.toFixed(3)));
}
