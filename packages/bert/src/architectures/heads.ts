import type { HeadModules } from './architecture.ts';
import { architectureOf, type ModelType } from './index.ts';

/** What a model is for, as transformers calls it: to classify texts, to classify their tokens, or to find where in a text an answer starts and ends. */
export type Task = 'text-classification' | 'token-classification' | 'question-answering';

interface TaskTraits {
  /** What the names of transformers' classes end with. */
  readonly suffix: string;
  /** What the outputs are called, whatever `config.json` says; null where it names them. */
  readonly labels: readonly string[] | null;
  /** null: each model has its own. */
  readonly head: HeadModules | null;
}

const traits: Readonly<Record<Task, TaskTraits>> = {
  'text-classification': { suffix: 'ForSequenceClassification', labels: null, head: null },
  'token-classification': {
    suffix: 'ForTokenClassification',
    labels: null,
    head: { pooler: null, output: 'classifier' },
  },
  'question-answering': {
    suffix: 'ForQuestionAnswering',
    labels: ['start', 'end'],
    head: { pooler: null, output: 'qa_outputs' },
  },
};

const tasks = Object.keys(traits) as readonly Task[];

/** The task of a class of transformers; a class of another name may be a classifier of texts. */
export function taskOf(architecture: string): Task {
  return tasks.find((task) => architecture.endsWith(traits[task].suffix)) ?? 'text-classification';
}

interface Model {
  readonly modelType: ModelType;
  readonly task: Task;
}

/** The class of transformers. */
export function classOf({ modelType, task }: Model): string {
  return `${architectureOf({ modelType }).name}${traits[task].suffix}`;
}

/** The classes of transformers that are computed. */
export function classesOf({ modelType }: Pick<Model, 'modelType'>): string[] {
  return tasks.map((task) => classOf({ modelType, task }));
}

export function headOf({ modelType, task }: Model): HeadModules {
  return traits[task].head ?? architectureOf({ modelType }).head;
}

/** What a task's outputs are called, whatever `config.json` says; null where it names them. */
export function fixedLabels(task: Task): readonly string[] | null {
  return traits[task].labels;
}
