import type { DifferentiableClassifier } from '../classifier.ts';
import { answerPlaces } from './answerPlaces.ts';
import type { LabelledText, Place } from './place.ts';
import { wordPlaces } from './wordPlaces.ts';

/** The places that a target names. Throws an OptionError where the text has none such. */
export function chosenPlaces(
  { task, labels }: DifferentiableClassifier,
  text: LabelledText,
  target: string,
): Place[] {
  return task === 'question-answering' ? answerPlaces(text, target) : wordPlaces(text, labels, target);
}
