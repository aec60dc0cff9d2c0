import type { WriteStream } from 'node:tty';
import type { Color, TerminalOptions } from '@gradlens/ig/terminal';

/** How to write for whoever reads `stream`; undefined stands for a file. */
export function terminalOptions(stream: WriteStream | undefined): TerminalOptions {
  return { width: (stream?.isTTY && stream.columns) || 80, color: stream ? colorOf(stream) : false };
}

/** https://no-color.org first, then FORCE_COLOR (0 to 3, as Node takes it), then what the terminal can do. */
function colorOf(stream: WriteStream): Color {
  const { NO_COLOR, FORCE_COLOR, COLORTERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR === '0' || FORCE_COLOR === 'false') return false;
  const rich = FORCE_COLOR === '3' || COLORTERM === 'truecolor' || COLORTERM === '24bit';
  if (FORCE_COLOR !== undefined || (stream.isTTY && stream.hasColors())) return rich ? 'truecolor' : '256';
  return false;
}
