import { grad, input, type NumericArray, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { joined } from './joined.ts';
import { evaluateRows, type RowOptions } from './rows.ts';
import { scoresFrom, scoresKey, type Scores } from './scores.ts';
import {
  contextInputs,
  contextValues,
  shapeKey,
  shapeOf,
  type RowShape,
  type TokenRow,
} from './tokenRows.ts';

/** A point z = start + position·(end − start) of a layer's output space, where the gradient g of the outputs is wanted. */
export interface Probe {
  /** Both [tokens, width]. */
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

/** What is differentiated. */
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
  { layer, scores, targets, context, measure }: GradientRequest,
  probes: readonly Probe[],
  options: RowOptions,
): Promise<ProbeResult[]> {
  const [{ start, end }] = probes as [Probe, ...Probe[]];
  // Rows of other texts, which the pool puts beside these, lie on other lines.
  const oneLine = !options.pool && probes.every((probe) => probe.start === start && probe.end === end);
  const shape: GradientShape = {
    layer,
    scores,
    measure,
    targets: targets.length,
    scoreCount: targets[0]!.length,
    row: shapeOf(context),
    layerTokens: start.length / model.widthOf(layer),
  };
  const { layerTokens, row, scoreCount } = shape;
  const results = await evaluateRows(
    model,
    {
      key: [
        'gradients',
        layer,
        scoresKey(scores),
        measure,
        oneLine ? 'one line' : 'lines',
        targets.length,
        scoreCount,
        shapeKey(row),
        layerTokens,
      ],
      build: (rows) => gradientsGraph(model, shape, rows, oneLine ? 1 : rows),
      values: (items) => {
        const lines = oneLine ? items.slice(0, 1) : items;
        return {
          ...contextValues(
            model,
            lines.map((line) => line.context),
          ),
          starts: joined(lines.map((line) => line.probe.start)),
          ends: joined(lines.map((line) => line.probe.end)),
          targets: joined(lines.flatMap((line) => line.targets)),
          positions: Float64Array.from(items, ({ probe }) => probe.position),
        };
      },
    },
    probes.map((probe) => ({ probe, context, targets })),
    options,
  );
  return results.map(({ values, ...measures }) => ({
    values: values!,
    measures: targets.map((_, target) => measures[`target${target}`]!),
  }));
}

/** All that a graph of gradients depends on, but for the number of points. */
export interface GradientShape {
  readonly layer: string;
  readonly scores: Scores;
  readonly measure: GradientMeasure;
  readonly targets: number;
  readonly scoreCount: number;
  readonly row: RowShape;
  readonly layerTokens: number;
}

/** The graph of `rows` points, which lie on as many lines, each with tokens and targets of its own, or all on one. */
export function gradientsGraph(
  model: DifferentiableClassifier,
  { layer, scores, measure, targets, scoreCount, row, layerTokens }: GradientShape,
  rows: number,
  lines: number,
) {
  const shape = [lines, layerTokens, model.widthOf(layer)];
  const inputs = {
    ...contextInputs(lines, row),
    starts: input('starts', shape),
    ends: input('ends', shape),
    positions: input('positions', [rows]),
    targets: input('targets', [lines, targets, scoreCount]),
  };
  const direction = inputs.ends.sub(inputs.starts);
  const points = inputs.starts.add(inputs.positions.reshape([rows, 1, 1]).mul(direction));
  const scored = scoresFrom(model, scores, layer, points, inputs);
  const values = scored.reshape([rows, 1, scoreCount]).mul(inputs.targets).sum([2]);
  const measures: Record<GradientMeasure, (gradient: Tensor) => Tensor> = {
    along: (gradient) => gradient.mul(direction),
    absolute: (gradient) => gradient.relu().add(gradient.neg().relu()),
  };
  const measured = Array.from({ length: targets }, (_, target) => {
    const [gradient] = grad(values.slice(1, target, 1).sum(), [points]);
    return [`target${target}`, measures[measure](gradient).sum([2])] as const;
  });
  const outputs: Record<string, Tensor> = { values, ...Object.fromEntries(measured) };
  return { inputs, outputs };
}
