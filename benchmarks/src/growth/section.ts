import { digits, spread } from '../format.ts';
import type { Section } from '../suite.ts';
import { exponentOf, type Growth } from './measure.ts';

export function growthSection(backend: string, growths: readonly Growth[]): Section {
  return {
    title: `On ${backend}`,
    introduction: 'Forward and input gradient, or whole explanations of ten path points.',
    table: {
      head: ['what grows', 'of', 'sizes and milliseconds', 'exponent'],
      rows: growths.map((growth) => [
        growth.axis,
        growth.subject,
        growth.points.map(({ size, timing }) => `${size}: ${spread(timing)}`).join('<br>'),
        digits(exponentOf(growth)),
      ]),
    },
    notes: [
      'Milliseconds as median (lower quartile – upper quartile). The exponent is the slope of the logarithms of time over size, by least squares: 1 where twice the size takes twice the time.',
    ],
    failures: [],
    figures: growths.map((growth) => ({
      name: `${backend}: exponent of time over ${growth.axis}`,
      value: exponentOf(growth).toFixed(2),
      goal: growth.axis === 'tokens' ? 'below 2' : 'at most 1',
    })),
    data: growths,
  };
}
