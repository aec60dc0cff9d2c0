export { Accuracy, type AccuracyCount } from './accuracy.ts';
export { baselineNames, parseBaseline, type Baseline, type BaselineName } from './baselines/baseline.ts';
export { oneOf } from './choices/oneOf.ts';
export { checkTask } from './choices/task.ts';
export type { DifferentiableClassifier, EncodedText, TextToken, TokenContext } from './classifier.ts';
export { NothingToExplainError, OptionError, TaskError } from './errors.ts';
export { checkComparedBaseline, comparedExplainer, comparedExplainers } from './evaluation/choices.ts';
export {
  evaluate,
  type EvaluatedContender,
  type EvaluateOptions,
  type Evaluation,
  type EvaluationText,
  type UnreadText,
} from './evaluation/evaluate.ts';
export { metrics, type Metric } from './evaluation/metrics.ts';
export { checkOptions, explain, explainTargets, type ExplainOptions } from './explain.ts';
export { explainLayers, type ExplainLayersOptions } from './explainLayers.ts';
export { traitsOf, type ExplainerTraits } from './explainers/index.ts';
export { explainerNames, type ExplainerName } from './explainers/titles.ts';
export type {
  Answer,
  AnyPrediction,
  Attributed,
  AttributedToken,
  AttributedWord,
  Explanation,
  LayerAttributions,
  Notice,
  Prediction,
  SaidOfQuestion,
  SaidOfText,
  SaidOfWords,
} from './explanation.ts';
export { releaseGraphs } from './graphs/compiledGraphs.ts';
export { bytesOfPoint } from './graphs/memory.ts';
export { listPlaces, type ListedPlace } from './listPlaces.ts';
export { outputKinds, type OutputKind } from './output/output.ts';
export { predict } from './predict.ts';
export { predictAnswer } from './predictAnswer.ts';
export { predictWords } from './predictWords.ts';
export {
  quadrature,
  quadratureRules,
  type Quadrature,
  type QuadratureRule,
} from './quadrature/quadrature.ts';
export { methods, type Method } from './quadrature/method.ts';
export { Summarizer, type Summarized, type Summary } from './summary.ts';
export type { TextOptions } from './text/encodeText.ts';
export { together } from './together.ts';
export { tracePath, type PathPoint, type PathTrace } from './tracePath.ts';
export {
  withoutWords,
  type Replacement,
  type WithoutWords,
  type WithoutWordsOptions,
} from './withoutWords.ts';
