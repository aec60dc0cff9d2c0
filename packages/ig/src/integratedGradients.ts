import { measurePlan, plan, type Backend } from '@gradlens/tensor';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { withCompiled } from './compiledGraphs.ts';
import type { Endpoints } from './endpoints.ts';
import { pathGraph } from './path.ts';
import type { Quadrature } from './quadrature.ts';
import { tokenValues } from './tokenInputs.ts';

export interface IntegrationRequest {
  readonly tokens: readonly TextToken[];
  readonly layer: string;
  readonly endpoints: Endpoints;
  readonly quadrature: Quadrature;
  /** How much each logit counts in the output: [labels]. */
  readonly target: Float32Array;
  /** Points evaluated at once; as many as fit the memory budget when left out. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Integrated gradients of one text: an attribution for each token [tokens], summed over the hidden axis.
 * Points are evaluated in chunks of one size, the last filled up with points of weight 0, so that one compiled graph serves all; chunks' sums are
 * added in float64, in order. Rejects with the signal's reason when it is aborted.
 */
export async function integratedGradients(
  model: DifferentiableClassifier,
  request: IntegrationRequest,
): Promise<Float64Array> {
  const { tokens, layer, endpoints, quadrature, target, signal, onProgress } = request;
  const steps = quadrature.positions.length;
  const graph = (points: number) => pathGraph(model, layer, tokens.length, endpoints.hiddenSize, points);
  const points = request.batchSize ?? evenChunks(steps, pointsWithinMemory(graph(1), model.backend));
  return withCompiled(
    model,
    'path',
    [layer, tokens.length, points],
    () => graph(points),
    async (computation) => {
      const total = new Float64Array(tokens.length);
      for (let start = 0; start < steps; start += points) {
        signal?.throwIfAborted();
        const { attributions } = await computation.run({
          ...tokenValues(tokens),
          activations: endpoints.input.activations,
          baselineActivations: endpoints.baseline.activations,
          positions: chunk(quadrature.positions, start, points),
          weights: chunk(quadrature.weights, start, points),
          target,
        });
        for (let token = 0; token < total.length; token++) total[token]! += attributions[token]!;
        onProgress?.(Math.min(start + points, steps), steps);
      }
      return total;
    },
  );
}

/** At most `largest` points, in chunks as even as can be. */
function evenChunks(steps: number, largest: number): number {
  return Math.ceil(steps / Math.ceil(steps / Math.min(steps, largest)));
}

/** How many points fit, given the graph of one: memory grows with their number. */
function pointsWithinMemory(onePoint: ReturnType<typeof pathGraph>, backend: Backend): number {
  const { workingBytes, largestBytes } = measurePlan(plan(onePoint, backend));
  return Math.max(
    1,
    Math.floor(Math.min(backend.workingBytes / workingBytes, backend.maxTensorBytes / largestBytes)),
  );
}

function chunk(values: Float64Array, start: number, length: number): Float64Array {
  const result = new Float64Array(length);
  result.set(values.subarray(start, start + length));
  return result;
}
