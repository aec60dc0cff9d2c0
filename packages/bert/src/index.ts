export type { BertConfig, HiddenAct, ProblemType } from './checkpoint/config.ts';
export { parseConfig } from './checkpoint/config.ts';
export { ModelError, UnsupportedModelError } from './errors.ts';
export { BertForSequenceClassification, type LayerName, type TokenTensors } from './model/sequenceClassification.ts';
export { Weights } from './model/weights.ts';
