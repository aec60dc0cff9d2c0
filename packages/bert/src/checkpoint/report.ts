import { architectureOf } from '../architectures/index.ts';
import { showShape } from '../show.ts';
import type { BertConfig } from './config.ts';
import { tensorShapes } from './tensorShapes.ts';

type Shape = readonly number[];

/** How the tensors of a file answer to those of a model. */
export interface CheckpointReport {
  /** Tensors of the model that the file lacks. */
  readonly missing: readonly string[];
  /** Tensors of the model that have another shape in the file. */
  readonly misshapen: readonly { readonly name: string; readonly expected: Shape; readonly found: Shape }[];
  /** Tensors found under an older name. */
  readonly renamed: readonly { readonly name: string; readonly found: string }[];
  /** Tensors of the file that have no place in the model. */
  readonly unused: readonly string[];
  /** Tensors of the file that have no place in the model and are known to leave: position numbers, heads of pre-training. */
  readonly ignored: readonly string[];
}

/** Buffers that older versions of transformers stored. */
const buffers = /\.embeddings\.(?:position_ids|token_type_ids)$/;

/**
 * Compares the tensors of a file with those of the model that a configuration describes.
 *
 * @returns the report, and under which name the file holds each of the model's tensors
 */
export function compareTensors(
  config: BertConfig,
  found: ReadonlyMap<string, { readonly shape: Shape }>,
): { report: CheckpointReport; storedNames: ReadonlyMap<string, string> } {
  const expected = tensorShapes(config);
  const { leftovers } = architectureOf(config);
  const isIgnored = (name: string): boolean =>
    buffers.test(name) || leftovers.some((prefix) => name.startsWith(prefix));
  const storedNames = new Map<string, string>();
  for (const name of expected.keys()) {
    const stored = [name, olderName(name)].find((candidate) => found.has(candidate));
    if (stored !== undefined) storedNames.set(name, stored);
  }
  const used = new Set(storedNames.values());
  const rest = [...found.keys()].filter((name) => !used.has(name));
  const report: CheckpointReport = {
    missing: [...expected.keys()].filter((name) => !storedNames.has(name)),
    misshapen: Array.from(storedNames, ([name, stored]) => ({
      name,
      expected: expected.get(name)!,
      found: found.get(stored)!.shape,
    })).filter(({ expected, found }) => expected.join() !== found.join()),
    renamed: Array.from(storedNames, ([name, stored]) => ({ name, found: stored })).filter(
      ({ name, found }) => name !== found,
    ),
    unused: rest.filter((name) => !isIgnored(name)),
    ignored: rest.filter(isIgnored),
  };
  return { report, storedNames };
}

/** What keeps the model from being made of the file, as a message lists it; undefined if nothing does. */
export function faults({ missing, misshapen }: CheckpointReport): string | undefined {
  const all = [
    ...missing.map((name) => `"${name}" is missing`),
    ...misshapen.map(
      ({ name, expected, found }) => `"${name}" is ${showShape(found)} instead of ${showShape(expected)}`,
    ),
  ];
  if (all.length === 0) return undefined;
  return all.slice(0, 3).join(', ') + (all.length > 3 ? ` and ${all.length - 3} more` : '');
}

/** The weight and bias of a layer norm have these names in models converted from TensorFlow. */
function olderName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}
