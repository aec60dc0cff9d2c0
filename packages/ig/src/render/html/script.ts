/** Sorts and searches the rows. The page allows this script by its hash, and no other. */
export const script = `
{
  const table = document.querySelector('table.records');
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const order = new Intl.Collator(undefined, { numeric: true });

  const keyOf = (row, column) => {
    const cell = row.querySelector(':scope > .' + column);
    if (!cell) return null;
    return cell.dataset.key === undefined ? cell.textContent.trim() || null : Number(cell.dataset.key);
  };
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : order.compare(a, b));

  const sort = (head) => {
    const column = head.className;
    const numeric = rows.some((row) => typeof keyOf(row, column) === 'number');
    const first = numeric && column !== 'number' ? 'descending' : 'ascending';
    const other = first === 'ascending' ? 'descending' : 'ascending';
    const direction = head.getAttribute('aria-sort') === first ? other : first;
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', direction);
    const keyed = rows.map((row) => ({ row, key: keyOf(row, column) }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return direction === 'ascending' ? compare(a.key, b.key) : compare(b.key, a.key);
    });
    body.replaceChildren(...keyed.map(({ row }) => row));
  };
  for (const head of table.tHead.rows[0].cells) {
    if (head.className === 'words') continue;
    const button = document.createElement('button');
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head));
    head.append(button);
  }

  const search = document.querySelector('.search');
  const field = search.querySelector('input');
  const count = search.querySelector('output');
  const searched = ':scope > :is(.number, .label, .predicted, .target, .failure), p.text';
  const texts = rows.map((row) =>
    Array.from(row.querySelectorAll(searched), (part) => part.textContent).join(' ').toLowerCase(),
  );
  const filter = () => {
    const wanted = field.value.trim().toLowerCase();
    let found = 0;
    for (const [i, row] of rows.entries()) {
      row.hidden = !texts[i].includes(wanted);
      if (!row.hidden) found++;
    }
    count.textContent = (found === rows.length ? '' : found + ' of ') + rows.length + (rows.length === 1 ? ' text' : ' texts');
  };
  field.addEventListener('input', filter);
  search.hidden = false;
  table.classList.add('sortable');
  filter();
}
`;

/** A test keeps it true. */
export const scriptHash = 'sha256-GHo0otD6gxkLlLuD2kjslxR0v6AunwM704g4Zy5sJ6E=';
