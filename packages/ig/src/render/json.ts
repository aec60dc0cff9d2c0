import type { Format } from './format.ts';

const indented = (record: object) => JSON.stringify(record, null, 2);

/** A record as JSON. */
export const json: Format<object> = {
  begin: () => '',
  record: (record) => `${indented(record)}\n`,
  end: () => '',
};

/** Records as a JSON array. */
export const jsonArray: Format<object> = {
  begin: () => '[',
  record: (record, index) => `${index > 0 ? ',' : ''}\n  ${indented(record).replaceAll('\n', '\n  ')}`,
  end: () => '\n]\n',
};

/** Records as JSON, one on each line (https://jsonlines.org). */
export const jsonLines: Format<object> = {
  begin: () => '',
  record: (record) => `${JSON.stringify(record)}\n`,
  end: () => '',
};
