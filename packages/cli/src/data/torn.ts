/** What every record begins with. */
const start = '{"version":1,';

/** Whether a line of an output is a record that an interruption has torn. */
export function isTorn(line: string): boolean {
  return !line.endsWith('\n') && (line.startsWith(start) || start.startsWith(line));
}
