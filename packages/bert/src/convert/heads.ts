import type { Architecture } from '../architectures/architecture.ts';
import { bert } from '../architectures/bert.ts';
import type { ClassifierActivation } from '../checkpoint/config.ts';

/** What a class makes of the pooled output. */
export interface Head {
  /** What the class calls its last dense layer. */
  readonly module: string;
  readonly activation: ClassifierActivation | null;
  /** The class, as a person is told. */
  readonly of: string;
}

// "Interpreting the Prediction of BERT Model for Text Classification": `self.linear`, then `self.relu`.
const article: Head = { module: 'linear', activation: 'relu', of: "the article's BertClassifier" };

/** Classes that are told by the names of their tensors. */
function headsOf(architecture: Architecture): readonly Head[] {
  const { classifier, head } = architecture;
  const own = { module: head.output, activation: null, of: `transformers' ${classifier}` };
  return architecture === bert ? [own, article] : [own];
}

/** The head whose tensors these are; undefined if none is. */
export function findHead(
  architecture: Architecture,
  names: { has(name: string): boolean },
): Head | undefined {
  return headsOf(architecture).find(
    ({ module }) => names.has(`${module}.weight`) && names.has(`${module}.bias`),
  );
}

/** The names that are looked for, as a message lists them. */
export function headNames(architecture: Architecture): string {
  return headsOf(architecture)
    .map(({ module }) => `"${module}.weight"`)
    .join(' or ');
}
