import type { DifferentiableClassifier } from '../classifier.ts';
import type { Attribution } from '../explainers/question.ts';
import type { Target } from '../output/output.ts';
import type { Settings } from '../settings.ts';
import type { Study } from '../study.ts';
import type { ReadText } from '../text/encodeText.ts';

/** All that a record tells of. */
export interface Answered {
  readonly model: DifferentiableClassifier;
  readonly text: string;
  readonly pair: string | null;
  readonly settings: Settings;
  readonly read: ReadText;
  readonly studies: readonly Study[];
  readonly logits: Float64Array;
  readonly target: Target;
  /** Which of the answer's outputs the target is. */
  readonly index: number;
  readonly answer: Attribution;
  /** When the work began, in milliseconds. */
  readonly start: number;
}
