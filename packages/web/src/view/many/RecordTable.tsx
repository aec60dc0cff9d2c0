import type { Explanation } from '@gradlens/ig';
import {
  failureMessage,
  isFailure,
  nameOf,
  outputs,
  shown,
  signed,
  significant,
  type Recorded,
} from '@gradlens/ig/view';
import { useState } from 'preact/hooks';
import { first, page } from '../../state/page.ts';
import { records, type ManyRecord } from '../../state/many.ts';
import { Shaded } from './Shaded.tsx';

/** Rows that are shown at a time. */
const rowsShown = 100;

interface Column {
  readonly title: string;
  /** What rows are sorted by before their order in the data set; records without one come last. */
  readonly key: (record: Recorded<Explanation>) => number | string | undefined;
  /** A number, whose largest come first. */
  readonly descends?: true;
}

const columns = {
  number: { title: '#', key: () => 0 },
  label: { title: 'True label', key: ({ label }) => (label === undefined ? undefined : String(label)) },
  predicted: { title: 'Predicted', key: (record) => outputs(record)[0]!.label },
  certainty: {
    title: 'Probability',
    key: (record) => outputs(record)[0]!.probability ?? outputs(record)[0]!.logit,
    descends: true,
  },
  delta: {
    title: 'Delta',
    key: ({ convergence: { delta } }) => (delta === null ? undefined : Math.abs(delta)),
    descends: true,
  },
} satisfies Record<string, Column>;
type ColumnName = keyof typeof columns;

/** The records as they come: to be sorted, filtered, and opened one by one. */
export function RecordTable() {
  const [sorted, sort] = useState<ColumnName>('number');
  const [search, setSearch] = useState('');
  const [from, setFrom] = useState(0);
  const all = records.value.map((record, index) => ({ record, index }));
  const found = all.filter(({ record, index }) => matches(record, index, search.trim().toLowerCase()));
  const { key, descends }: Column = columns[sorted];
  const keyOf = ({ record }: (typeof all)[number]) =>
    isFailure(record) ? (sorted === 'number' ? 0 : undefined) : key(record);
  const rows = found.sort(
    (a, b) => (descends ? -1 : 1) * compared(keyOf(a), keyOf(b), descends ?? false) || a.index - b.index,
  );
  const start = Math.min(from, Math.max(0, Math.floor((rows.length - 1) / rowsShown) * rowsShown));
  return (
    <>
      <div class="beside" role="search">
        <label class="field">
          <span>Filter</span>
          <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        </label>
        {search.trim() !== '' && <output>{rows.length} found</output>}
      </div>
      <div class="scrollable" tabIndex={0} role="region" aria-label="Explanations">
        <table class="records">
          <thead>
            <tr>
              {Object.entries<Column>(columns).map(([name, { title, descends: figures }]) => (
                <th
                  key={name}
                  scope="col"
                  class={figures ? 'figure' : ''}
                  {...(name === sorted && { 'aria-sort': descends ? 'descending' : 'ascending' })}
                >
                  <button type="button" class="quiet" onClick={() => sort(name as ColumnName)}>
                    {title}
                  </button>
                </th>
              ))}
              <th scope="col">Words</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(start, start + rowsShown).map(({ record, index }) => (
              <Row key={index} record={record} index={index} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > rowsShown && (
        <div class="beside">
          <button type="button" disabled={start === 0} onClick={() => setFrom(start - rowsShown)}>
            Before
          </button>
          <span>
            {start + 1} to {Math.min(rows.length, start + rowsShown)} of {rows.length}
          </span>
          <button
            type="button"
            disabled={start + rowsShown >= rows.length}
            onClick={() => setFrom(start + rowsShown)}
          >
            Next
          </button>
        </div>
      )}
    </>
  );
}

function Row({ record, index }: { readonly record: ManyRecord; readonly index: number }) {
  if (isFailure(record)) {
    return (
      <tr>
        <th scope="row">{shown(nameOf(record, index))}</th>
        <td colSpan={5} class="failure">
          {failureMessage(record)}
        </td>
      </tr>
    );
  }
  const { label, value } = outputs(record)[0]!;
  const { delta } = record.convergence;
  const open = (): void => {
    first.text.value = record.text;
    first.pair.value = record.pair;
    page.value = 'one';
  };
  return (
    <tr>
      <th scope="row">
        <button type="button" class="quiet" onClick={open}>
          {shown(nameOf(record, index))}
        </button>
      </th>
      <td>{record.label !== undefined && <bdi>{shown(String(record.label))}</bdi>}</td>
      <td>
        <bdi>{shown(label)}</bdi>
      </td>
      <td class="figure">{value}</td>
      <td class="figure">{delta === null ? '–' : signed(delta, significant(2))}</td>
      <td class="running">
        <Shaded explanation={record} />
      </td>
    </tr>
  );
}

function matches(record: ManyRecord, index: number, search: string): boolean {
  if (search === '') return true;
  const read = isFailure(record)
    ? [failureMessage(record)]
    : [record.text, record.pair ?? '', record.prediction.label, String(record.label ?? '')];
  return [nameOf(record, index), ...read].some((text) => text.toLowerCase().includes(search));
}

/** By what there is; what has nothing comes last, whichever way is sorted. */
function compared(a: number | string | undefined, b: number | string | undefined, descends: boolean): number {
  if (a === undefined || b === undefined)
    return (descends ? -1 : 1) * (Number(a === undefined) - Number(b === undefined));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}
