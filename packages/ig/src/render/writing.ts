/** The blocks of scripts that are written from right to left (Unicode's DerivedBidiClass, defaults R and AL). */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export function hasRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

export type WritingDirection = 'ltr' | 'rtl';

/** The direction of the first letter that has one. */
export function writingDirection(text: string): WritingDirection | undefined {
  const [letter] = /\p{L}/u.exec(text) ?? [];
  return letter === undefined ? undefined : hasRightToLeft(letter) ? 'rtl' : 'ltr';
}
