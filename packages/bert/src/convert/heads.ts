import { classOf, headOf } from '../architectures/heads.ts';
import type { BertConfig, ClassifierActivation } from '../checkpoint/config.ts';

/** What a class makes of tokens' outputs. */
export interface Head {
  /** What the class calls its last dense layer. */
  readonly module: string;
  readonly activation: ClassifierActivation | null;
  /** The class, as a person is told. */
  readonly of: string;
}

// "Interpreting the Prediction of BERT Model for Text Classification": `self.linear`, then `self.relu`.
const article: Head = { module: 'linear', activation: 'relu', of: "the article's BertClassifier" };

type Model = Pick<BertConfig, 'modelType' | 'task'>;

/** Classes that are told by the names of their tensors. */
function headsOf(config: Model): readonly Head[] {
  const own = { module: headOf(config).output, activation: null, of: `transformers' ${classOf(config)}` };
  const mayBeArticle = config.modelType === 'bert' && config.task === 'text-classification';
  return mayBeArticle ? [own, article] : [own];
}

/** The head whose tensors these are; undefined if none is. */
export function findHead(config: Model, names: { has(name: string): boolean }): Head | undefined {
  return headsOf(config).find(({ module }) => names.has(`${module}.weight`) && names.has(`${module}.bias`));
}

/** The names that are looked for, as a message lists them. */
export function headNames(config: Model): string {
  return headsOf(config)
    .map(({ module }) => `"${module}.weight"`)
    .join(' or ');
}
