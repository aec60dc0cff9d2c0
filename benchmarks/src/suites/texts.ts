/** The reviews that `npm start` explains. */
export const threeTexts: readonly string[] = [
  'The movie is superb',
  "It's a heartfelt film about love, loss, and legacy",
  'A noisy, hideous, and viciously cumbersome movie',
];

export const oneText: readonly string[] = threeTexts.slice(2);
