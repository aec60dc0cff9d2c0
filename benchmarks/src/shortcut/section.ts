import type { Accuracy } from '@gradlens/model/train';
import type { Section } from '../suite.ts';
import { nameOf } from './methods.ts';
import { chance, verdictOf, type MethodRecovery, type Recovery, type Standing } from './recovery.ts';
import { plantedWord, wordCount } from './texts.ts';

/** Below this part of held-out texts the classifier has not learned the shortcut, and explanations say nothing about it. */
const leastAccuracy = 0.99;

export function shortcutSection(
  accuracies: readonly Accuracy[],
  texts: readonly string[],
  recoveries: readonly MethodRecovery[],
): Section {
  const found = recoveries.filter((recovery) => verdictOf(recovery) === 'finds it');
  return {
    title: 'A planted shortcut',
    introduction: `${accuracies.length} small BERT classifiers, which differ by their seed, were trained to tell whether a text of random words has the word
"${plantedWord}" in it: nothing else decides, so that nothing else explains. Accuracy on held-out texts: ${accuracies.map(percent).join(', ')}. Each method
explains the predictions for ${texts.length} of these that have the word.`,
    table: {
      head: [
        'method',
        'baseline',
        'precision',
        'mean rank',
        'share',
        'signed precision',
        'signed rank',
        'signed share',
        'delta',
        'verdict',
      ],
      rows: [
        ...recoveries.map((recovery) => [
          nameOf(recovery.method),
          recovery.method.baseline ?? '–',
          ...numbersOf(recovery),
          recovery.delta === null ? '–' : recovery.delta.toFixed(2),
          verdictOf(recovery),
        ]),
        ['words in random order', '–', ...numbersOf(chance(texts.map(wordCount))), '–', 'chance'],
      ],
    },
    notes: [
      `The protocol is that of [Bastings et al. 2022](https://arxiv.org/abs/2111.07367). Precision: the share of texts in which the planted word has the
largest |attribution| of all words. Mean rank: its place among them, 1 being the first. Share: its part of Σ|attribution| over the words. Signed: the
same, but a word that is said to speak against the predicted label counts as missed; saliency has no sign. Delta: what attributions miss of the
output's change from the baseline to the text, as a share of it, where the method promises that they sum to it. A method finds the word when it puts it
first with the right sign in 95 % of the texts.`,
    ],
    failures: accuracies
      .filter(({ correct, rows }) => correct / rows < leastAccuracy)
      .map(
        ({ correct, rows }) =>
          `a classifier that was to learn the shortcut is right about ${correct} of ${rows} held-out texts`,
      ),
    figures: [
      {
        name: 'methods, by baseline, that find a planted shortcut',
        value: `${found.length} of ${recoveries.length}`,
        goal: '',
      },
    ],
    data: recoveries.map((recovery) => ({ ...recovery, verdict: verdictOf(recovery) })),
  };
}

function percent({ correct, rows }: Accuracy): string {
  return `${((100 * correct) / rows).toFixed(1)} %`;
}

function numbersOf({ magnitude, signed }: Pick<Recovery, 'magnitude' | 'signed'>): string[] {
  const cells = ({ top, rank, share }: Standing): string[] => [
    top.toFixed(2),
    rank.toFixed(1),
    share.toFixed(2),
  ];
  return [...cells(magnitude), ...cells(signed)];
}
