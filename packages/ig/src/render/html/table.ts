/** The head of a table of words: titles of its columns; null for one without. */
export function head(titles: readonly (string | null)[]): string {
  const cells = titles.map((title) => (title === null ? '<td></td>' : `<th scope="col">${title}</th>`));
  return `<thead><tr>${cells.join('')}</tr></thead>\n`;
}

export function line(name: string, cells: readonly string[]): string {
  return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>\n`;
}

/** A table that may be wider than the page: it moves by itself, by keyboard too. */
export function scrollable(name: string, table: string): string {
  return `<div class="scrollable" role="group" aria-label="${name}" tabindex="0">\n${table}</div>\n`;
}
