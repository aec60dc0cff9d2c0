export { compileTrainingStep } from './trainingStep.ts';
export { createMoments } from './adamw.ts';
export { Random } from './random.ts';
export { batches } from './batches.ts';
