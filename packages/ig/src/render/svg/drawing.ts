import { escaped, rounded } from '../markup.ts';
import { textWidth } from './metrics.ts';

/** Of the whole picture, and of what stands in it. */
export const pictureWidth = 640;
export const margin = 28;
export const contentWidth = pictureWidth - 2 * margin;

/** A part of the picture, as wide as its content. */
export interface Block {
  readonly height: number;
  /** What it looks like with its upper edge at `y`. */
  readonly draw: (y: number) => string;
}

/** Text that begins at `x` on the baseline `y`. In a font wider or narrower than was reckoned it takes the width that was reckoned. */
export function text(
  kind: string,
  x: number,
  y: number,
  fontSize: number,
  content: string,
  width = textWidth(content, fontSize),
): string {
  return `<text class="${kind}" x="${rounded(x)}" y="${rounded(y)}" font-size="${fontSize}" textLength="${rounded(width)}" lengthAdjust="spacingAndGlyphs">${escaped(content)}</text>\n`;
}

export function rect(
  kind: string,
  x: number,
  y: number,
  width: number,
  height: number,
  attributes = '',
): string {
  return `<rect class="${kind}" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"${attributes}/>\n`;
}

/** Blocks below each other. */
export function stacked(blocks: readonly Block[], gap = 0): Block {
  return {
    height: blocks.reduce((sum, { height }) => sum + height, 0) + gap * (blocks.length - 1),
    draw(y) {
      let drawn = '';
      for (const { height, draw } of blocks) {
        drawn += draw(y);
        y += height + gap;
      }
      return drawn;
    },
  };
}
