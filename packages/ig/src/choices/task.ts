import type { DifferentiableClassifier } from '../classifier.ts';
import { TaskError } from '../errors.ts';

const of: Readonly<Record<DifferentiableClassifier['task'], string>> = {
  'text-classification': 'that classify texts',
  'token-classification': 'that label words',
  'question-answering': 'that answer questions',
};

/** Throws a TaskError where a model is not for that; `what` is what takes no other: `evaluate`, for example. */
export function checkTask(
  { name, architecture, task }: Pick<DifferentiableClassifier, 'name' | 'architecture' | 'task'>,
  wanted: DifferentiableClassifier['task'],
  what: string,
): void {
  if (task === wanted) return;
  throw new TaskError(`${name}: ${what} takes models ${of[wanted]}, and a ${architecture} is none`);
}
