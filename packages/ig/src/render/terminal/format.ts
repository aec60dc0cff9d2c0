import type { Format } from '../format.ts';
import { printable } from '../printable.ts';
import { failureMessage, isFailure, type Failure } from '../recorded.ts';
import type { TerminalOptions } from './layout.ts';

/** Records below each other, as `render` shows each on a terminal. */
export function terminalFormat<Result extends object>(
  render: (record: Result, options: TerminalOptions) => string,
  options: TerminalOptions,
): Format<Result | Failure> {
  return {
    begin: () => '',
    record: (record, index) =>
      (index > 0 ? '\n\n' : '') +
      (isFailure(record) ? `  ${printable(failureMessage(record))}\n` : render(record, options)),
    end: () => '',
  };
}
