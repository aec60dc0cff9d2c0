import {
  failureMessage,
  headline,
  isFailure,
  labelIndex,
  nameOf,
  outputs,
  shown,
  signed,
  significant,
} from '@gradlens/ig/view';
import { computed } from '@preact/signals';
import {
  accuracy,
  columnNames,
  firstRow,
  onlyWrong,
  records,
  run,
  search,
  sorting,
  type ColumnName,
  type PlacedRecord,
} from '../../state/many.ts';
import { model } from '../../state/model.ts';
import { first, page } from '../../state/page.ts';
import { suited } from '../../state/settings.ts';
import { said } from '../explained/said.ts';
import { Shaded } from './Shaded.tsx';

/** Rows that are shown at a time. */
const rowsShown = 100;

/** A record with what the table shows of it. */
interface Row extends PlacedRecord {
  readonly name: string;
  /** Whether the prediction is not what the data set says; undefined where it says nothing that the model knows. */
  readonly wrong: boolean | undefined;
  /** What it is sorted by; what has nothing comes last. */
  readonly keys: Readonly<Record<ColumnName, number | string | undefined>>;
  /** What it is found by, in lower case. */
  readonly found: string;
}

/** Rows are made once for each record: the table grows all the time. */
const made = new WeakMap<object, Row>();
const rows = computed((): Row[] =>
  records.value.map((placed) => {
    const row = made.get(placed.record) ?? rowOf(placed);
    made.set(placed.record, row);
    return row;
  }),
);

const titles: Readonly<Record<ColumnName, string>> = {
  number: '#',
  label: 'True label',
  predicted: 'Predicted',
  certainty: 'Probability',
  delta: 'Delta',
};
/** A regression predicts a number, which is no probability. */
const predictsNumbers = computed(() =>
  rows.value.some(({ record }) => !isFailure(record) && record.prediction.probabilities === null),
);
/** Numbers, whose largest come first. */
const figures: readonly ColumnName[] = ['certainty', 'delta'];

/** The records as they come: to be sorted, filtered, and opened one by one. */
export function RecordTable() {
  const sought = search.value.trim().toLowerCase();
  const found = rows.value
    .filter(({ found: text, wrong }) => text.includes(sought) && (!onlyWrong.value || wrong === true))
    .sort(order(sorting.value));
  const start = Math.min(firstRow.value, Math.max(0, Math.ceil(found.length / rowsShown) - 1) * rowsShown);
  const end = Math.min(found.length, start + rowsShown);
  return (
    <>
      <div class="beside" role="search">
        <label class="field">
          <span>Filter</span>
          <input
            type="search"
            value={search.value}
            onInput={(event) => look(() => (search.value = event.currentTarget.value))}
          />
        </label>
        {accuracy.value && (
          <label>
            <input
              type="checkbox"
              checked={onlyWrong.value}
              onChange={(event) => look(() => (onlyWrong.value = event.currentTarget.checked))}
            />{' '}
            only wrong predictions
          </label>
        )}
        {(sought !== '' || onlyWrong.value) && <output>{found.length} found</output>}
      </div>
      <div class="scrollable" tabIndex={0} role="region" aria-label="Explanations">
        <table class="records">
          <thead>
            <tr>
              {columnNames.map((name) => (
                <Heading key={name} name={name} />
              ))}
              <th scope="col">Words</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(start, end).map((row) => (
              <RecordRow key={`${row.place}/${row.which}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > rowsShown && (
        <div class="beside">
          <button type="button" disabled={start === 0} onClick={() => (firstRow.value = start - rowsShown)}>
            Before
          </button>
          <span>
            {start + 1} to {end} of {found.length}
          </span>
          <button
            type="button"
            disabled={end === found.length}
            onClick={() => (firstRow.value = start + rowsShown)}
          >
            Next
          </button>
        </div>
      )}
    </>
  );
}

/** Looks at the table in another way, from its first row on. */
function look(change: () => void): void {
  change();
  firstRow.value = 0;
}

/** Sorts by its column; once more, the other way round. */
function Heading({ name }: { readonly name: ColumnName }) {
  const { column, reversed } = sorting.value;
  const isFigure = figures.includes(name);
  const descends = isFigure !== reversed;
  return (
    <th
      scope="col"
      class={isFigure ? 'figure' : ''}
      {...(name === column && { 'aria-sort': descends ? 'descending' : 'ascending' })}
    >
      <button
        type="button"
        class="quiet"
        onClick={() => look(() => (sorting.value = { column: name, reversed: name === column && !reversed }))}
      >
        {name === 'certainty' && predictsNumbers.value ? 'Value' : titles[name]}
      </button>
    </th>
  );
}

function RecordRow({ row: { record, which, name, wrong } }: { readonly row: Row }) {
  if (isFailure(record)) {
    return (
      <tr>
        <th scope="row">{shown(name)}</th>
        <td colSpan={5} class={record.skipped ? 'hint' : 'failure'}>
          {said(failureMessage(record))}
        </td>
      </tr>
    );
  }
  const { of, said: predicted, value } = headline(record);
  const { delta } = record.convergence;
  const open = (): void => {
    if (!model.value) return;
    first.settings.value = suited({ ...run.value!.settings, which }, model.value);
    first.write(record.text);
    first.writePair(record.pair);
    page.value = 'one';
  };
  return (
    <tr>
      <th scope="row">
        <button type="button" class="quiet" onClick={open}>
          {shown(name)}
        </button>
      </th>
      <td>
        {record.label !== undefined && <bdi>{shown(String(record.label))}</bdi>}
        {wrong && <span class="wrong"> ✗ wrong</span>}
      </td>
      <td>
        {of !== null && (
          <>
            <bdi>{shown(of)}</bdi>{' '}
          </>
        )}
        <bdi>{shown(predicted)}</bdi>
        {record.prediction.answer && (
          <>
            {' '}
            <span class="of-word">{record.target.label}</span>
          </>
        )}
      </td>
      <td class="figure">{value}</td>
      <td class="figure">{delta === null ? '–' : signed(delta, significant(2))}</td>
      <td class="running">
        <Shaded explanation={record} />
      </td>
    </tr>
  );
}

function rowOf(placed: PlacedRecord): Row {
  const { record, place } = placed;
  const name = nameOf(record, place);
  if (isFailure(record)) {
    const keys = {
      number: place,
      label: undefined,
      predicted: undefined,
      certainty: undefined,
      delta: undefined,
    };
    return { ...placed, name, wrong: undefined, keys, found: `${name} ${record.error}`.toLowerCase() };
  }
  const { label, prediction, model, text, pair, convergence, target } = record;
  const { of, said: predicted } = headline(record);
  const { probability, logit } = outputs(record)[0]!;
  const meant = label === undefined || target.word ? undefined : labelIndex(label, model.labels);
  return {
    ...placed,
    name,
    wrong: meant === undefined || prediction.probabilities === null ? undefined : meant !== prediction.index,
    keys: {
      number: place,
      label: label === undefined ? undefined : String(label),
      predicted,
      certainty: prediction.answer?.probability ?? probability ?? logit,
      delta: convergence.delta === null ? undefined : Math.abs(convergence.delta),
    },
    found: [name, text, pair ?? '', of ?? '', predicted, String(label ?? '')].join(' ').toLowerCase(),
  };
}

function order({ column, reversed }: { readonly column: ColumnName; readonly reversed: boolean }) {
  const sign = figures.includes(column) !== reversed ? -1 : 1;
  return (a: Row, b: Row): number => {
    const [x, y] = [a.keys[column], b.keys[column]];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined) || a.place - b.place;
    const difference =
      typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return sign * difference || a.place - b.place;
  };
}
