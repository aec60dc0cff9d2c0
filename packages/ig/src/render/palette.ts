import type { Sense } from './target.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** #4393c3, #e08214 and #8073ac, of ColorBrewer's RdBu and PuOr: apart for all common kinds of colour blindness, on light and on dark. */
export const senseColors: Readonly<Record<Sense, Rgb>> = {
  for: [67, 147, 195],
  against: [224, 130, 20],
  either: [128, 115, 172],
};

export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly rule: string;
  /** Under what is against, so that the colour does not say it alone. */
  readonly underline: string;
  /** How much of a colour the strongest word has: as much as lets ink on it be read well. */
  readonly full: number;
}

export const light: Theme = {
  paper: '#ffffff',
  ink: '#1c2024',
  faint: '#59616b',
  rule: '#dde1e6',
  underline: '#7a3f00',
  full: 0.75,
};

export const dark: Theme = {
  paper: '#15181d',
  ink: '#e8eaee',
  faint: '#a0a8b4',
  rule: '#323842',
  underline: '#ffbe7a',
  full: 0.6,
};
