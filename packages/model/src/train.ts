/** The pieces of the trainer, for models besides the bundled one. */
export { measureAccuracy, type Accuracy } from './train/accuracy.ts';
export { createMoments } from './train/adamw.ts';
export { batches, type EncodedExample } from './train/batches.ts';
export { freshParameters } from './train/parameters.ts';
export { recipe } from './train/recipe.ts';
export { oneCycle } from './train/schedule.ts';
export { Trainer } from './train/trainer.ts';
