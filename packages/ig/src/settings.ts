import { baselineNames, parseBaseline, type Baseline } from './baselines/baseline.ts';
import { oneOf } from './choices/oneOf.ts';
import { encoderLayers, type DifferentiableClassifier } from './classifier.ts';
import { OptionError } from './errors.ts';
import type { Explainer } from './explainers/explainer.ts';
import { explainers } from './explainers/index.ts';
import { explainerNames, type ExplainerName } from './explainers/titles.ts';
import type { Terms } from './explainers/question.ts';
import { methods, type Method } from './quadrature/method.ts';

/** How to explain, as a user says it. What is left out is chosen to suit the explainer. */
export interface MethodOptions {
  /** Default `integrated_gradients`. */
  readonly explainer?: ExplainerName;
  /** What stands for no text: `pad` (default, as in Captum's tutorials), `mask`, `unk`, `zero`, `mean`, `text:…`, `sampled:N`; several are averaged over. */
  readonly baseline?: string | readonly string[];
  /** What `sampled:N` chooses from. */
  readonly baselineTexts?: readonly string[];
  /** Default `adaptive`; with `steps` alone `gausslegendre`, as in Captum. */
  readonly method?: Method;
  /** Points on the path, default 50 as in Captum; the most of them for `adaptive`, default 300; for explainers that draw, samples. */
  readonly steps?: number;
  /** The largest delta, as a share of the change of the output; default 0.01 for `adaptive`, which takes as many points as that needs. */
  readonly tolerance?: number;
  /** Whose output moves from the baseline to the text; default `embeddings`. For layer conductance, the layer that the change flows through. */
  readonly layer?: string;
  /** Copies with noise that the answer is averaged over (SmoothGrad). */
  readonly smoothSamples?: number;
  /** The standard deviation of that noise, in units of the activations; default 15 % of their range, as in the article. */
  readonly smoothStdev?: number;
  /** Neighbouring tokens that occlusion replaces at once; default 1. */
  readonly occlude?: number;
  /** Of what is drawn; default 0. */
  readonly seed?: number;
}

/** How to explain, all choices made. */
export interface Settings extends Terms {
  readonly explainerName: ExplainerName;
  readonly explainer: Explainer;
  readonly baselines: readonly Baseline[];
  /** As the user wrote them; null where the explainer takes none. */
  readonly baselineName: string | null;
  /** Whose output moves; null for explainers that replace tokens. */
  readonly layer: string | null;
  /** The layer that the change flows through; null but for layer conductance. */
  readonly through: string | null;
  readonly smooth: { readonly samples: number; readonly stdev: number | undefined } | null;
  readonly seed: number;
}

const defaultSteps = 50;
const mostAdaptiveSteps = 300;
const defaultTolerance = 0.01;

/** Reads the options. Throws an OptionError for what is not known, and for what the explainer does not take. */
export function settingsOf(model: DifferentiableClassifier, options: MethodOptions): Settings {
  const explainerName = oneOf('explainer', options.explainer ?? 'integrated_gradients', explainerNames);
  const explainer: Explainer = explainers[explainerName];
  if (model.task !== 'text-classification' && explainer.deletes) {
    throw new OptionError(
      'explainer',
      `${explainerName} deletes words, and with them what has the label; use occlusion`,
    );
  }
  const refuse = (option: keyof MethodOptions, reason: string): never => {
    throw new OptionError(option, `${explainerName} ${reason}; leave out \`${option}\``);
  };
  const { seed = 0, occlude = 1, smoothSamples, smoothStdev } = options;
  if (explainer.baseline === 'none' && options.baseline !== undefined)
    refuse('baseline', 'takes no baseline');
  if (options.occlude !== undefined && explainerName !== 'occlusion') refuse('occlude', 'occludes nothing');
  if (smoothSamples !== undefined && (!explainer.differentiates || explainer.baseline === 'ids')) {
    refuse('smoothSamples', 'goes by tokens, which take no noise');
  }
  if (smoothStdev !== undefined && smoothSamples === undefined) {
    throw new OptionError('smoothStdev', 'smoothStdev: there is no noise without `smoothSamples`');
  }
  checkCount('occlude', occlude);
  checkCount('smoothSamples', smoothSamples ?? 1);
  if (!Number.isSafeInteger(seed)) {
    throw new OptionError('seed', `seed must be a whole number, not ${seed}`);
  }
  if (!(smoothStdev === undefined || (smoothStdev >= 0 && smoothStdev < Infinity))) {
    throw new OptionError('smoothStdev', `smoothStdev must be a number of at least 0, not ${smoothStdev}`);
  }
  const names = explainer.baseline === 'none' ? [] : [options.baseline ?? 'pad'].flat();
  if (names.length === 0 && explainer.baseline !== 'none') {
    throw new OptionError('baseline', 'baseline: none is named; name one, or leave out `baseline`');
  }
  const baselines = baselinesOf(names, explainerName, explainer);
  const samples = baselines.some(({ kind }) => kind === 'sampled');
  if (options.baselineTexts !== undefined && !samples) refuse('baselineTexts', 'has no baseline sampled:N');
  if (
    options.seed !== undefined &&
    !samples &&
    explainer.counts !== 'samples' &&
    smoothSamples === undefined
  ) {
    refuse('seed', 'draws nothing here');
  }
  return {
    explainerName,
    explainer,
    baselines,
    baselineName: names.length === 0 ? null : names.join(', '),
    ...stepsOf(explainer, options, refuse),
    ...layersOf(model, explainer, options, refuse),
    smooth: smoothSamples === undefined ? null : { samples: smoothSamples, stdev: smoothStdev },
    occlude,
    seed,
  };
}

type Refuse = (option: keyof MethodOptions, reason: string) => never;

function baselinesOf(names: readonly string[], explainerName: string, { baseline }: Explainer): Baseline[] {
  return names.map((name) => {
    const parsed = parseBaseline(name);
    if (baseline === 'ids' && (parsed.kind === 'zero' || parsed.kind === 'mean')) {
      const others = baselineNames.filter((other) => other !== 'zero' && other !== 'mean');
      throw new OptionError(
        'baseline',
        `baseline "${name}": ${explainerName} replaces tokens, which that is not; use one of ${others.join(', ')}, text:…, sampled:N`,
      );
    }
    return parsed;
  });
}

function stepsOf(
  { counts, complete, rule, steps: customary }: Explainer,
  options: MethodOptions,
  refuse: Refuse,
): Pick<Settings, 'method' | 'steps' | 'tolerance'> {
  const { steps, tolerance } = options;
  if (options.method !== undefined) oneOf('method', options.method, methods);
  if (options.method !== undefined && counts !== 'integral' && counts !== 'fixed rule') {
    refuse('method', 'integrates nothing');
  }
  if (steps !== undefined && counts === 'nothing') refuse('steps', 'takes no steps');
  if (tolerance !== undefined && counts !== 'integral' && !complete) {
    refuse('tolerance', 'has no delta that could be small or large');
  }
  if (options.method === 'adaptive' && counts === 'fixed rule') {
    refuse('method', 'takes rules of a fixed number of points');
  }
  if (tolerance !== undefined && !(tolerance > 0 && tolerance < Infinity)) {
    throw new OptionError('tolerance', `tolerance must be a number above 0, not ${tolerance}`);
  }
  checkCount('steps', steps ?? 1);
  if (counts === 'nothing') return { method: null, steps: 0, tolerance: null };
  if (counts === 'steps' || counts === 'samples') {
    return { method: null, steps: steps ?? customary!, tolerance: tolerance ?? null };
  }
  const automatic = counts === 'integral' && steps === undefined ? 'adaptive' : (rule ?? 'gausslegendre');
  const method = options.method ?? automatic;
  return method === 'adaptive'
    ? { method, steps: steps ?? mostAdaptiveSteps, tolerance: tolerance ?? defaultTolerance }
    : { method, steps: steps ?? defaultSteps, tolerance: tolerance ?? null };
}

function layersOf(
  model: DifferentiableClassifier,
  explainer: Explainer,
  { layer }: MethodOptions,
  refuse: Refuse,
): Pick<Settings, 'layer' | 'through'> {
  const { layers } = model;
  if (!explainer.differentiates) {
    if (layer !== undefined) refuse('layer', 'replaces tokens, not the output of a layer');
    return { layer: null, through: null };
  }
  if (explainer.layer === 'first') {
    if (layer !== undefined && layer !== layers[0]) refuse('layer', `works on ${layers[0]}`);
    return { layer: layers[0]!, through: null };
  }
  if (explainer.layer === 'encoder') {
    const inner = encoderLayers(model);
    if (layer === undefined) {
      throw new OptionError(
        'layer',
        `layer: name the one that the change flows through: ${inner.join(', ')}`,
      );
    }
    return { layer: 'embeddings', through: oneOf('layer', layer, inner) };
  }
  return { layer: oneOf('layer', layer ?? 'embeddings', [...layers, 'embedding_parts']), through: null };
}

/** Throws an OptionError unless the value is a whole number of at least 1. */
export function checkCount(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new OptionError(option, `${option} must be a whole number of at least 1, not ${value}`);
  }
}
