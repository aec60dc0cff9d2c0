import type { Format } from '../format.ts';

type Value = string | number | boolean | null;

/** Records as comma-separated values (RFC 4180): a header, then the rows of each record. What a row leaves out is empty. */
export function csvFormat<Result, Column extends string>(
  columns: readonly Column[],
  rowsOf: (record: Result, index: number) => readonly Partial<Record<Column, Value>>[],
): Format<Result> {
  return {
    begin: () => line(columns),
    record: (record, index) =>
      rowsOf(record, index)
        .map((row) => line(columns.map((column) => row[column] ?? null)))
        .join(''),
    end: () => '',
  };
}

function line(values: readonly Value[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** The value as it is, whatever a spreadsheet may take it for: what is changed for its sake is wrong for all other readers. */
function field(value: Value): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
