import { grad, input, type NumericArray, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { joined } from './forward.ts';
import { evaluateRows, type RowOptions } from './rows.ts';
import { scoresFrom, scoresKey, type Scores } from './scores.ts';
import { tokenInputs, tokenValues, type TokenRow } from './tokenRows.ts';

/** A point z = start + position·(end − start) of a layer's output space, where the gradient g of the outputs is wanted. */
export interface Probe {
  /** Both [tokens, hiddenSize]. */
  readonly start: NumericArray;
  readonly end: NumericArray;
  readonly position: number;
}

/** What becomes of a gradient, summed over the hidden axis: g·(end − start), or |g|. */
export type GradientMeasure = 'along' | 'absolute';

export interface ProbeResult {
  /** The outputs at z: [targets]. */
  readonly values: NumericArray;
  /** The measures of each output's gradient: [targets][tokens]. */
  readonly measures: readonly NumericArray[];
}

/** What is differentiated, and where. */
export interface GradientRequest {
  readonly layer: string;
  readonly scores: Scores;
  /** How much each score counts in each output: [targets][scores]. */
  readonly targets: readonly Float32Array[];
  /** The tokens whose types, positions and mask hold at all points. */
  readonly context: TokenRow;
  readonly measure: GradientMeasure;
}

/**
 * Gradients of the outputs at some points. Points are rows of one batch; they do not see each other, so that the gradient of the sum of their
 * outputs is each one's own. All outputs share what leads up to them.
 */
export async function evaluateProbes(
  model: DifferentiableClassifier,
  request: GradientRequest,
  probes: readonly Probe[],
  options: RowOptions,
): Promise<ProbeResult[]> {
  const { layer, scores, targets, context, measure } = request;
  const tokens = context.inputIds.length;
  const [first] = probes as [Probe, ...Probe[]];
  const oneLine = probes.every(({ start, end }) => start === first.start && end === first.end);
  const lines = oneLine ? 'one line' : 'lines';
  const results = await evaluateRows(
    model,
    {
      kind: 'gradients',
      key: [layer, scoresKey(scores), measure, lines, targets.length, targets[0]!.length, tokens],
      build: (rows) => gradientsGraph(model, request, rows, oneLine ? 1 : rows, first.start.length),
      values: (items) => {
        const ends = oneLine ? [first] : items;
        return {
          ...tokenValues([context]),
          starts: joined(ends.map(({ start }) => start)),
          ends: joined(ends.map(({ end }) => end)),
          positions: Float64Array.from(items, ({ position }) => position),
          targets: joined(targets),
        };
      },
    },
    probes,
    options,
  );
  return results.map(({ values, ...measures }) => ({
    values: values!,
    measures: targets.map((_, target) => measures[`target${target}`]!),
  }));
}

/** The graph of `rows` points, which lie on as many lines or on one. */
export function gradientsGraph(
  model: DifferentiableClassifier,
  { layer, scores, targets, context, measure }: GradientRequest,
  rows: number,
  lines: number,
  elements: number,
) {
  const shape = [lines, elements / model.hiddenSize, model.hiddenSize];
  const inputs = {
    ...tokenInputs(1, context.inputIds.length),
    starts: input('starts', shape),
    ends: input('ends', shape),
    positions: input('positions', [rows]),
    targets: input('targets', [targets.length, targets[0]!.length]),
  };
  const direction = inputs.ends.sub(inputs.starts);
  const points = inputs.starts.add(inputs.positions.reshape([rows, 1, 1]).mul(direction));
  const values = scoresFrom(model, scores, layer, points, inputs).matmul(inputs.targets.transpose());
  const measures: Record<GradientMeasure, (gradient: Tensor) => Tensor> = {
    along: (gradient) => gradient.mul(direction),
    absolute: (gradient) => gradient.relu().add(gradient.neg().relu()),
  };
  const measured = targets.map((_, target) => {
    const [gradient] = grad(values.slice(1, target, 1).sum(), [points]);
    return [`target${target}`, measures[measure](gradient).sum([2])] as const;
  });
  const outputs: Record<string, Tensor> = { values, ...Object.fromEntries(measured) };
  return { inputs, outputs };
}
