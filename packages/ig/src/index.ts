export { baselines, type Baseline } from './baseline.ts';
export type { DifferentiableClassifier, EncodedText, TextToken, TokenTensors } from './classifier.ts';
export type { TextOptions } from './encodeText.ts';
export { OptionError } from './errors.ts';
export { explain, type ExplainOptions } from './explain.ts';
export type { Attributed, AttributedToken, AttributedWord, Explanation, Prediction } from './explanation.ts';
export { oneOf } from './oneOf.ts';
export { predict } from './predict.ts';
export { quadrature, quadratureRules, type Quadrature, type QuadratureRule } from './quadrature.ts';
