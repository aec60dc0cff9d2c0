import { encoderLayers, type DifferentiableClassifier } from './classifier.ts';
import { oneOf } from './choices/oneOf.ts';
import { OptionError } from './errors.ts';
import { explainTargets, type ExplainOptions } from './explain.ts';
import type { Explainer } from './explainers/explainer.ts';
import { explainers } from './explainers/index.ts';
import { explainerNames, type ExplainerName } from './explainers/titles.ts';
import type { Explanation, LayerAttributions, Notice } from './explanation.ts';

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
  const name = oneOf('explainer', options.explainer ?? 'integrated_gradients', explainerNames);
  const names = layersOf(model, name, layers);
  const byLayer = new Map<string, Explanation[]>();
  const explained = async (layer: string): Promise<Explanation[]> => {
    const known = byLayer.get(layer) ?? (await explainTargets(model, text, { ...options, layer }));
    byLayer.set(layer, known);
    return known;
  };
  // What flows through a layer has no layer that it is usually asked of.
  const own = options.layer ?? (explainerOf(name).layer === 'encoder' ? names[0]! : 'embeddings');
  for (const layer of [own, ...names]) await explained(layer);
  return byLayer.get(own)!.map((explanation, target) => {
    const others = names.map((layer) => byLayer.get(layer)![target]!);
    return {
      ...explanation,
      notices: [...explanation.notices, ...others.flatMap(noticesOfLayer(own))],
      layers: others.map(attributionsOf),
    };
  });
}

/** What has to be known of the layers beside the `own` one, and is not said of it too. */
function noticesOfLayer(own: string): (explanation: Explanation) => Notice[] {
  const ofLayers: readonly Notice['code'][] = ['tolerance-not-met', 'delta-is-large', 'delta-stays'];
  return ({ method, notices }) =>
    method.layer === own
      ? []
      : notices
          .filter(({ code }) => ofLayers.includes(code))
          .map(({ code, message }) => ({ code, message: `layer ${method.layer}: ${message}` }));
}

function explainerOf(name: ExplainerName): Explainer {
  return explainers[name];
}

function layersOf(
  model: DifferentiableClassifier,
  name: ExplainerName,
  layers: 'all' | readonly string[],
): readonly string[] {
  const { differentiates, layer } = explainerOf(name);
  if (!differentiates || layer === 'first') {
    throw new OptionError('layers', `${name} does not work on layers; leave out \`layers\``);
  }
  const known = layer === 'encoder' ? encoderLayers(model) : model.layers;
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
