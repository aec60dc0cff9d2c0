import type { DifferentiableClassifier } from './classifier.ts';
import { labelledText } from './labelledText.ts';
import { chosenPlaces } from './output/places.ts';
import { softmax } from './softmax.ts';
import { readText, type TextOptions } from './text/encodeText.ts';
import type { WrittenWord } from './text/writtenWords.ts';

/** A word, and a label of it. */
export interface ListedPlace {
  readonly word: WrittenWord;
  readonly label: string;
  /** Of the label: among the labels of the word or, of an answer, among all places of the pair. */
  readonly probability: number;
}

/**
 * Where tokens have labels: the outputs that `explainTargets` would explain, in its order. It costs one run of the model, and `only` then explains one of them. Rejects as
 * `explainTargets` does.
 */
export async function listPlaces(
  model: DifferentiableClassifier,
  text: string,
  { target = 'predicted', ...options }: TextOptions & { readonly target?: string } = {},
): Promise<ListedPlace[]> {
  const read = readText(model, text, options);
  const labelled = await labelledText(model, text, options.pair ?? null, read.tokens, options);
  return chosenPlaces(model, labelled, target).map(({ word, token, label, said }) => {
    const probabilities = said?.probabilities ?? softmax(labelled.logits[token]!);
    return { word, label: model.labels[label]!, probability: probabilities[label]! };
  });
}
