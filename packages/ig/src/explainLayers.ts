import type { DifferentiableClassifier } from './classifier.ts';
import { oneOf } from './choices/oneOf.ts';
import { OptionError } from './errors.ts';
import { explainTargets, type ExplainOptions } from './explain.ts';
import { explainers } from './explainers/index.ts';
import type { Explanation, LayerAttributions } from './explanation.ts';

export interface ExplainLayersOptions extends ExplainOptions {
  /** Layers to explain beside the one of `layer`: `all`, or some of them. */
  readonly layers: 'all' | readonly string[];
}

/**
 * Explanations of one text, as `explainTargets` gives them, each with the attributions of further layers: a matrix of layers and tokens that shows
 * where on the way through the model words win and lose. Rejects as `explain` does.
 */
export async function explainLayers(
  model: DifferentiableClassifier,
  text: string,
  { layers, ...options }: ExplainLayersOptions,
): Promise<Explanation[]> {
  const names = layersOf(model, options.explainer ?? 'integrated_gradients', layers);
  const byLayer: Explanation[][] = [];
  for (const layer of names) byLayer.push(await explainTargets(model, text, { ...options, layer }));
  const shown = names.indexOf(options.layer ?? 'embeddings');
  const own =
    shown >= 0
      ? byLayer[shown]!
      : await explainTargets(model, text, { ...options, layer: options.layer ?? names[0]! });
  return own.map((explanation, target) => ({
    ...explanation,
    layers: byLayer.map((explanations) => attributionsOf(explanations[target]!)),
  }));
}

function layersOf(
  model: DifferentiableClassifier,
  name: NonNullable<ExplainOptions['explainer']>,
  layers: 'all' | readonly string[],
): readonly string[] {
  const { differentiates, layer } =
    explainers[oneOf('explainer', name, Object.keys(explainers) as (typeof name)[])];
  if (!differentiates || layer === 'first') {
    throw new OptionError('layers', `layers: ${name} does not work on layers; leave out layers`);
  }
  const known = layer === 'encoder' ? model.layers.filter((one) => one.startsWith('encoder.')) : model.layers;
  if (layers === 'all') return known;
  return layers.map((one) => oneOf('layers', one, known, ['all']));
}

function attributionsOf({ method, convergence, tokens, words }: Explanation): LayerAttributions {
  return {
    layer: method.layer!,
    convergence,
    tokens: tokens.map(({ attribution }) => attribution),
    words: words.map(({ attribution }) => attribution),
  };
}
