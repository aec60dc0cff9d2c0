import { describe, expect, test } from 'vitest';
import { dark, light, senseColors, type Rgb } from '../src/render/palette.ts';

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter! + 0.05) / (darker! + 0.05);
}

const rgb = (hex: string) =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)) as unknown as Rgb;
const mixed = (color: Rgb, paper: Rgb, share: number) =>
  color.map((value, i) => share * value + (1 - share) * paper[i]!) as unknown as Rgb;

describe.each(Object.entries({ light, dark }))('%s', (_, theme) => {
  const [paper, ink] = [rgb(theme.paper), rgb(theme.ink)];

  test('text is legible, in every colour of every strength', () => {
    // 4.5 and 3 are what WCAG 2.2 asks of text and of graphics.
    for (const text of [theme.ink, theme.faint]) expect(contrast(rgb(text), paper)).toBeGreaterThan(4.5);
    for (const color of Object.values(senseColors)) {
      for (let share = 0; share <= 1; share += 0.05) {
        expect(contrast(ink, mixed(color, paper, theme.full * share))).toBeGreaterThan(4.5);
      }
    }
  });

  test('the underline is seen on the colour that it stands in', () => {
    for (let share = 0; share <= 1; share += 0.05) {
      const behind = mixed(senseColors.against, paper, theme.full * share);
      expect(contrast(rgb(theme.underline), behind)).toBeGreaterThan(3);
    }
  });
});
