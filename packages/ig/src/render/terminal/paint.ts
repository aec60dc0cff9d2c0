import { senseColors } from '../palette.ts';
import type { Cell } from './cells.ts';

/** The colours that a terminal shows; `false` for none, which gives text without escape codes. */
export type Color = false | '256' | 'truecolor';

/** What a cell means. In running text, what speaks against the target is underlined too, so that colour never says it alone. */
export type Style = 'plain' | 'faint' | 'title' | 'bar for' | 'bar against' | 'word for' | 'word against';

const palette = {
  truecolor: {
    for: `38;2;${senseColors.for.join(';')}`,
    against: `38;2;${senseColors.against.join(';')}`,
  },
  '256': { for: '38;5;67', against: '38;5;172' },
};

/** Parameters of Select Graphic Rendition (ECMA-48, 8.3.117). */
function renditionOf(style: Style, color: keyof typeof palette): string {
  const colors = palette[color];
  const renditions: Record<Style, string> = {
    plain: '',
    faint: '2',
    title: '1',
    'bar for': colors.for,
    'bar against': colors.against,
    'word for': `1;${colors.for}`,
    'word against': `1;4;${colors.against}`,
  };
  return renditions[style];
}

/** A line as text; without colour, the cells' text alone. */
export function paint(row: readonly Cell[], color: Color): string {
  let line = '';
  let current: Style = 'plain';
  for (const { text, style } of row) {
    if (color && style !== current) {
      if (current !== 'plain') line += '\u001b[0m';
      if (style !== 'plain') line += `\u001b[${renditionOf(style, color)}m`;
      current = style;
    }
    line += text;
  }
  return current === 'plain' ? line.trimEnd() : `${line}\u001b[0m`;
}
