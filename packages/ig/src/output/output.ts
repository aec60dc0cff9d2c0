import type { NumericArray } from '@gradlens/tensor';
import { labelIndex } from '../choices/labelIndex.ts';
import { nearest } from '../choices/nearest.ts';
import { oneOf } from '../choices/oneOf.ts';
import { encoderLayers, type DifferentiableClassifier } from '../classifier.ts';
import { OptionError } from '../errors.ts';
import type { Scores } from '../graphs/scores.ts';
import { largestIndex } from './largest.ts';
import type { Place } from './place.ts';

/** What of a label is explained. A margin is the difference between two logits. */
export const outputKinds = ['logit', 'probability', 'log-probability', 'margin'] as const;
export type OutputKind = (typeof outputKinds)[number];

/** Which output is explained, as a user says it. */
export interface OutputChoice {
  /**
   * `predicted` (default), `sum` (of all labels), `all` (one after the other), a label or its index. A label's name wins over the words. Where tokens have labels:
   * `predicted` (the words that are predicted an entity), `all` (all words), words of the text, or these with `=` and a label; of answers `predicted` (where it starts
   * and where it ends), `start`, `end`, or words of the pair.
   */
  readonly target?: string;
  /** Default `logit`. */
  readonly output?: OutputKind;
  /** The label that a margin is taken to; the strongest other one when left out. */
  readonly against?: string;
  /** Instead of a label: a hidden unit at the first token, `encoder.N:I`. */
  readonly neuron?: string;
  /** Where the target names several outputs, the one that is explained alone: its place among them. An adaptive rule then takes the points that this one needs, and not those of the others. */
  readonly only?: number;
}

/** A label as records name it. */
export interface NamedLabel {
  readonly index: number;
  readonly label: string;
}

/** An output that is explained: a weighted sum of scores. */
export interface Target {
  /** Null where no single label is explained. */
  readonly label: NamedLabel | null;
  readonly output: OutputKind | 'neuron';
  /** Present on margins. */
  readonly against?: NamedLabel;
  /** Present on neurons: `encoder.N:I`. */
  readonly neuron?: string;
  /** Present where tokens have labels. */
  readonly place?: PlacedTarget;
  /** How much each score counts. */
  readonly weights: Float32Array;
}

/** Where a target is read. */
export interface PlacedTarget extends Omit<Place, 'label'> {
  /** Which of the reads it is. */
  readonly read: number;
}

/**
 * The scores that the choice is about. Throws an OptionError for scores that the model does not have, or not after `layer`; null stands for the
 * first.
 */
export function chosenScores(
  model: DifferentiableClassifier,
  { target, output = 'logit', against, neuron }: OutputChoice,
  layer: string | null,
): Scores {
  const kind = oneOf('output', output, outputKinds);
  if (against !== undefined && kind !== 'margin') {
    throw new OptionError('against', 'against: only a margin is taken to another label; use `output` margin');
  }
  checkOfTokens(model, kind, neuron);
  if (neuron !== undefined) {
    if (output !== 'logit' || (target !== undefined && target !== 'predicted')) {
      throw new OptionError('neuron', 'neuron: a neuron is no label; leave out `target` and `output`');
    }
    return neuronScores(model, neuron, layer);
  }
  if (kind === 'margin') return { kind: 'logit' };
  if (kind !== 'logit' && model.problemType === 'regression') {
    throw new OptionError(
      'output',
      `output "${kind}": the model predicts a number, which has no ${kind}; use logit`,
    );
  }
  return { kind };
}

/** Throws an OptionError for what cannot be explained where tokens have labels. */
function checkOfTokens(
  { task }: DifferentiableClassifier,
  kind: OutputKind,
  neuron: string | undefined,
): void {
  if (task === 'text-classification') return;
  if (neuron !== undefined) {
    throw new OptionError(
      'neuron',
      'neuron: it is one of the first token, whose label is not read; leave it out',
    );
  }
  if (task === 'question-answering' && kind !== 'logit') {
    throw new OptionError(
      'output',
      `output "${kind}": where an answer starts and ends is told by logits; use logit`,
    );
  }
}

function neuronScores(model: DifferentiableClassifier, neuron: string, after: string | null): Scores {
  const [, layer = '', unit = ''] = /^(.+):(\d+)$/.exec(neuron) ?? [];
  const inner = encoderLayers(model);
  const width = model.widthOf(inner[0]!);
  if (!inner.includes(layer) || Number(unit) >= width) {
    throw new OptionError(
      'neuron',
      `unknown neuron "${neuron}": expected encoder.N:I with N below ${inner.length} and I below ${width}`,
    );
  }
  if (after !== null && model.layers.indexOf(layer) < model.layers.indexOf(after)) {
    throw new OptionError('neuron', `neuron "${neuron}": it comes before ${after}, which does not reach it`);
  }
  return { kind: 'neuron', layer, unit: Number(unit) };
}

/** The outputs that the choice names, given the text's logits. Throws an OptionError for a label that the model does not have. */
export function chosenTargets(
  model: DifferentiableClassifier,
  choice: OutputChoice,
  logits: NumericArray,
): Target[] {
  const { target = 'predicted', output = 'logit', neuron } = choice;
  const { labels } = model;
  const one = (index: number): Target => labelTarget(model, choice, index, logits);
  if (neuron !== undefined) {
    return [{ label: null, output: 'neuron', neuron, weights: new Float32Array(1).fill(1) }];
  }
  const index = labelIndex(target, labels);
  if (index !== undefined) return [one(index)];
  if (target === 'predicted') return [one(largestIndex(logits))];
  if (target === 'all') return labels.map((_, i) => one(i));
  if (target === 'sum') {
    checkSum(model, output);
    return [{ label: null, output, weights: new Float32Array(labels.length).fill(1) }];
  }
  throw unknownLabel('target', target, ['predicted', 'sum', 'all'], model);
}

/**
 * The outputs at places, given the logits of their tokens, read after read. Throws an OptionError for a label that the model does not have.
 */
export function placedTargets(
  model: DifferentiableClassifier,
  choice: OutputChoice,
  places: readonly Place[],
  reads: Int32Array,
  logits: Float64Array,
): Target[] {
  const count = model.labels.length;
  return places.map(({ label, ...place }) => {
    const read = reads.indexOf(place.token);
    const at = read * count;
    const target = labelTarget(model, choice, label, logits.subarray(at, at + count));
    const weights = new Float32Array(logits.length);
    weights.set(target.weights, at);
    return { ...target, weights, place: { ...place, read } };
  });
}

/** One label. */
function labelTarget(
  model: DifferentiableClassifier,
  { output = 'logit', against: other }: OutputChoice,
  index: number,
  logits: NumericArray,
): Target {
  const { labels } = model;
  const label = named(model, index);
  if (output !== 'margin') return { label, output, weights: weightsOf(labels, [[index, 1]]) };
  const against = opponent(model, other, index, logits);
  const weights = weightsOf(labels, [
    [index, 1],
    [against.index, -1],
  ]);
  return { label, output, against, weights };
}

/** F at scores. */
export function valueOf({ weights }: Target, scores: NumericArray): number {
  return weights.reduce((total, weight, i) => total + (weight === 0 ? 0 : weight * scores[i]!), 0);
}

function checkSum({ problemType }: DifferentiableClassifier, output: OutputKind): void {
  if (output === 'margin') {
    throw new OptionError('target', 'target "sum": a margin is between two labels; name one');
  }
  if (output === 'probability' && problemType === 'single_label_classification') {
    throw new OptionError('target', 'target "sum": probabilities always sum to 1; name a label');
  }
}

function opponent(
  model: DifferentiableClassifier,
  against: string | undefined,
  index: number,
  logits: NumericArray,
): NamedLabel {
  if (model.labels.length < 2) {
    throw new OptionError('output', 'output "margin": the model has one label; a margin is between two');
  }
  if (against === undefined) {
    return named(model, largestIndex(Array.from(logits, (logit, i) => (i === index ? -Infinity : logit))));
  }
  const other = labelIndex(against, model.labels);
  if (other === undefined) throw unknownLabel('against', against, [], model);
  if (other === index) {
    throw new OptionError('against', `against "${against}": that is the target itself; name another label`);
  }
  return named(model, other);
}

function unknownLabel(
  option: 'target' | 'against',
  choice: string,
  words: readonly string[],
  { labels }: DifferentiableClassifier,
): OptionError {
  const expected = [...words, `an index below ${labels.length}`].join(', ');
  return new OptionError(
    option,
    `unknown ${option} "${choice}"${nearest(choice, [...words, ...labels])}: expected ${expected} or a label (${labels.join(', ')})`,
  );
}

function named({ labels }: DifferentiableClassifier, index: number): NamedLabel {
  return { index, label: labels[index]! };
}

function weightsOf(
  labels: readonly string[],
  entries: readonly (readonly [index: number, weight: number])[],
): Float32Array {
  const weights = new Float32Array(labels.length);
  for (const [index, weight] of entries) weights[index] = weight;
  return weights;
}
