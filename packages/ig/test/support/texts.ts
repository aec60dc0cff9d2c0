/** Reviews of several lengths. */
export const texts = [
  'The movie is superb',
  "It's a heartfelt film about love, loss, and legacy",
  'A noisy, hideous, and viciously cumbersome movie',
  'Not one of the jokes lands , and yet I could not look away from a cast that seems to know it , and enjoys every minute of the wreck .',
];
