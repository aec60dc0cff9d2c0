export { baselineNames } from './baselines/baseline.ts';
export { encoderLayers } from './classifier.ts';
export { Accuracy, type AccuracyCount } from './accuracy.ts';
export { labelIndex } from './choices/labelIndex.ts';
export { explainerNames, explainerTitles } from './explainers/titles.ts';
export { outputKinds } from './output/output.ts';
export { methods } from './quadrature/method.ts';
export { accuracyOf } from './render/accuracy.ts';
export { findings, machinery, type Fact } from './render/account.ts';
export { themes } from './render/html/style.ts';
export {
  attributionFormat,
  columnFormat,
  counted,
  number,
  percent,
  signed,
  significant,
} from './render/numbers.ts';
export { headline, outputs, type Output } from './render/outputs.ts';
export { printable, shown } from './render/printable.ts';
export { failureMessage, isFailure, nameOf, type Failure, type Recorded } from './render/recorded.ts';
export { ownAttributions, rowGroups, type Attributions, type Row } from './render/rows.ts';
export { isSeen, shareOfStrongest, wordsOf } from './render/runningText.ts';
export { directions, hasSigns, meaning, outputOf, senseOf, targetName, type Sense } from './render/target.ts';
