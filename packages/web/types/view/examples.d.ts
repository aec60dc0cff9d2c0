/** Sentences to begin with, for the bundled model. */
export declare const examples: readonly ['The movie is superb', 'It’s a heartfelt film about love, loss, and legacy', 'A noisy, hideous, and viciously cumbersome movie', 'The plot is thin, but the actors are a joy to watch'];
