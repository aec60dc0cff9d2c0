import type { Task } from '../compute/protocol.ts';

/** What somebody can begin with. */
export interface Example {
  readonly text: string;
  /** What answers it, where it is a question. */
  readonly pair: string | null;
}

const alone = (...texts: string[]): Example[] => texts.map((text) => ({ text, pair: null }));

/** Those for texts are for the bundled model. */
export const examples: Readonly<Record<Task, readonly Example[]>> = {
  'text-classification': alone(
    'The movie is superb',
    'It’s a heartfelt film about love, loss, and legacy',
    'A noisy, hideous, and viciously cumbersome movie',
    'The plot is thin, but the actors are a joy to watch',
  ),
  'token-classification': alone(
    'The train from Vienna to Hamburg is run by Deutsche Bahn',
    'In 1969 NASA sent three men from Florida to the Moon',
  ),
  'question-answering': [
    {
      text: 'Where does the Danube end?',
      pair: 'The Danube rises in the Black Forest, flows through four capitals, and ends in the Black Sea.',
    },
    {
      text: 'How long does the journey take?',
      pair: 'From Vienna a night train leaves for Hamburg, which it reaches after twelve hours.',
    },
  ],
};
