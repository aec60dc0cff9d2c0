import type { ClassifierActivation } from '../checkpoint/config.ts';

/** What a class makes of the pooled output. */
export interface Head {
  /** What the class calls its dense layer. */
  readonly module: string;
  readonly activation: ClassifierActivation | null;
  /** The class, as a person is told. */
  readonly of: string;
}

/** Classes that are told by the names of their tensors. */
const heads: readonly Head[] = [
  { module: 'classifier', activation: null, of: "transformers' BertForSequenceClassification" },
  // "Interpreting the Prediction of BERT Model for Text Classification": `self.linear`, then `self.relu`.
  { module: 'linear', activation: 'relu', of: "the article's BertClassifier" },
];

/** The head whose tensors these are; undefined if none is. */
export function findHead(names: { has(name: string): boolean }): Head | undefined {
  return heads.find(({ module }) => names.has(`${module}.weight`) && names.has(`${module}.bias`));
}

/** The names that are looked for, as a message lists them. */
export const headNames = heads.map(({ module }) => `"${module}.weight"`).join(' or ');
