import { UnsupportedModelError } from '../errors.ts';
import { show } from '../show.ts';
import { type JsonObject, objectField } from './fields.ts';
import type { Model } from './model/model.ts';
import type { Normalizer } from './normalizer/normalizer.ts';
import type { IdOf } from './postProcessor/fields.ts';
import type { PostProcessor } from './postProcessor/postProcessor.ts';
import type { PreTokenizer } from './preTokenizer/preTokenizer.ts';

/** Makes a stage from its object in a file; `more` is what that takes besides. */
export type Reader<Stage, More extends unknown[]> = (
  fields: JsonObject,
  path: string,
  ...more: More
) => Stage;

/** The readers of a stage by the `type` of its object. */
export type Readers<Stage, More extends unknown[]> = Readonly<Record<string, Reader<Stage, More>>>;

/** The stages of a tokenizer in the order of their work, each with the kinds of it that can be read. */
export interface Kinds {
  readonly normalizer: Readers<Normalizer, [Kinds]>;
  readonly pre_tokenizer: Readers<PreTokenizer, [Kinds]>;
  readonly model: Readers<Model, []>;
  readonly post_processor: Readers<PostProcessor, [IdOf]>;
}

/**
 * Makes a stage from its object in a file.
 *
 * @throws UnsupportedModelError if it is of no kind that `readers` knows
 */
export function readStage<Stage, More extends unknown[]>(
  value: unknown,
  path: string,
  readers: Readers<Stage, More>,
  ...more: More
): Stage {
  const fields = (value ?? null) === null ? {} : objectField(value, path);
  const type = fields['type'];
  if (typeof type === 'string' && Object.hasOwn(readers, type)) return readers[type]!(fields, path, ...more);
  throw new UnsupportedModelError(
    `${path}.type is ${show(type)}, which is not supported; supported: ${Object.keys(readers).join(', ')}`,
  );
}
