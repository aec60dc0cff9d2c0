import { albert } from './albert.ts';
import type { Architecture } from './architecture.ts';
import { bert } from './bert.ts';
import { distilbert } from './distilbert.ts';
import { electra } from './electra.ts';
import { roberta, xlmRoberta } from './roberta.ts';

/** What can be computed, by the `model_type` of `config.json`. */
export const architectures = {
  bert,
  distilbert,
  electra,
  roberta,
  'xlm-roberta': xlmRoberta,
  albert,
} satisfies Record<string, Architecture>;

export type ModelType = keyof typeof architectures;

export const modelTypes = Object.keys(architectures) as readonly ModelType[];

/** The architecture of a model. */
export function architectureOf({ modelType }: { readonly modelType: ModelType }): Architecture {
  return architectures[modelType];
}
