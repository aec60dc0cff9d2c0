export { accuracyOf } from './render/accuracy.ts';
export { explanationCsv } from './render/csv/explanation.ts';
export { predictionCsv } from './render/csv/prediction.ts';
export { documentOf, type Format } from './render/format.ts';
export { evaluationPage } from './render/html/evaluation.ts';
export { explanationPage, explanationsPage } from './render/html/page.ts';
export { json, jsonArray, jsonLines } from './render/json.ts';
export { isFailure, type Failure, type Recorded } from './render/recorded.ts';
export { explanationPicture } from './render/svg/picture.ts';
