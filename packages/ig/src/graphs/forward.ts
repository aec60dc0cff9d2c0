import { input, type NumericArray, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier, TokenContext } from '../classifier.ts';
import { joined } from './joined.ts';
import { evaluateRows, type RowGraph, type RowOptions } from './rows.ts';
import { scoresFrom, scoresKey, type Scores } from './scores.ts';
import {
  contextInputs,
  contextValues,
  shapeKey,
  shapeOf,
  tokenInputs,
  tokenValues,
  type ContextLeaf,
  type TokenRow,
} from './tokenRows.ts';

/** What the model makes of a row. */
export interface Evaluation {
  /** Of the layer [tokens, width]. */
  readonly activations: NumericArray;
  /** [labels], read after read where tokens are read. */
  readonly logits: NumericArray;
  /** As many, or [1] for a neuron. */
  readonly scores: NumericArray;
}

/** Evaluates the model on rows of as many tokens each. */
export function evaluateTokens(
  model: DifferentiableClassifier,
  { layer, scores }: { readonly layer: string; readonly scores: Scores },
  rows: readonly TokenRow[],
  options: RowOptions,
): Promise<Evaluation[]> {
  const shape = shapeOf(rows[0]!);
  return evaluateRows(
    model,
    {
      key: ['forward', layer, scoresKey(scores), shapeKey(shape)],
      values: (items) => tokenValues(model, items),
      build(count) {
        const inputs = tokenInputs(model, count, shape);
        const activations = model.activationsFrom(model.layers[0]!, inputs.words, layer, inputs);
        return { inputs, outputs: evaluationOf(model, { layer, scores }, activations, inputs) };
      },
    },
    rows,
    options,
  );
}

/** The scores of rows of as many tokens each. */
export async function scoreTokens(
  model: DifferentiableClassifier,
  scores: Scores,
  rows: readonly TokenRow[],
  options: RowOptions,
): Promise<NumericArray[]> {
  const shape = shapeOf(rows[0]!);
  const first = model.layers[0]!;
  const evaluated = await evaluateRows(
    model,
    {
      key: ['scores', scoresKey(scores), shapeKey(shape)],
      values: (items) => tokenValues(model, items),
      build(count) {
        const inputs = tokenInputs(model, count, shape);
        return { inputs, outputs: { scores: scoresFrom(model, scores, first, inputs.words, inputs) } };
      },
    },
    rows,
    options,
  );
  return evaluated.map((row) => row.scores);
}

/** The output of the layer `to`, [tokens, width] for each row, where that of `from` is given. */
export async function statesFrom(
  model: DifferentiableClassifier,
  from: string,
  to: string,
  rows: readonly GivenActivations[],
  options: RowOptions,
): Promise<NumericArray[]> {
  const evaluated = await evaluateRows(
    model,
    givenGraph(model, from, ['states', to], rows[0]!, (inputs) => ({
      states: model.activationsFrom(from, inputs.given, to, inputs),
    })),
    rows,
    options,
  );
  return evaluated.map(({ states }) => states);
}

/** The output of a layer [tokens, width], and the tokens whose types, positions and mask hold. */
export interface GivenActivations {
  readonly context: TokenRow;
  readonly activations: NumericArray;
}

/** Evaluates the model where the output of the layer `from` is given, for rows of as many tokens each. */
export function resumeFrom(
  model: DifferentiableClassifier,
  from: string,
  { layer, scores }: { readonly layer: string; readonly scores: Scores },
  rows: readonly GivenActivations[],
  options: RowOptions,
): Promise<Evaluation[]> {
  return evaluateRows(
    model,
    givenGraph(model, from, ['resumed', layer, scoresKey(scores)], rows[0]!, (inputs) => {
      const activations = model.activationsFrom(from, inputs.given, layer, inputs);
      return evaluationOf(model, { layer, scores }, activations, inputs);
    }),
    rows,
    options,
  );
}

/** A graph of rows whose activations of the layer `from` are given, and have the sizes of the `first`. */
function givenGraph<Outputs extends string>(
  model: DifferentiableClassifier,
  from: string,
  key: readonly string[],
  { context, activations }: GivenActivations,
  outputsOf: (inputs: TokenContext & { readonly given: Tensor }) => Record<Outputs, Tensor>,
): RowGraph<GivenActivations, ContextLeaf | 'given', Outputs> {
  const shape = shapeOf(context);
  const width = model.widthOf(from);
  const size = activations.length / width;
  return {
    key: [...key, from, shapeKey(shape), size],
    values: (items) => ({
      ...contextValues(
        model,
        items.map((item) => item.context),
      ),
      given: joined(items.map((item) => item.activations)),
    }),
    build(count) {
      const inputs = {
        ...contextInputs(count, shape),
        given: input('given', [count, size, width]),
      };
      return { inputs, outputs: outputsOf(inputs) };
    },
  };
}

/** What the model makes of a layer's output. */
function evaluationOf(
  model: DifferentiableClassifier,
  { layer, scores }: { readonly layer: string; readonly scores: Scores },
  activations: Tensor,
  tokens: TokenContext,
): Record<keyof Evaluation, Tensor> {
  return {
    activations,
    logits: model.logitsFrom(layer, activations, tokens),
    scores: scoresFrom(model, scores, layer, activations, tokens),
  };
}
