import type { ExplainerName, ExplainerTraits, ExplainOptions, Method, OutputKind } from '@gradlens/ig';
import { baselineNames, encoderLayers, explainerNames, methods, outputKinds } from '@gradlens/ig/view';
import { neutralTokens } from '../compute/neutralTokens.ts';
import type { OpenedModel, Options, Task } from '../compute/protocol.ts';

/** How to explain, as the page asks it. */
export interface Settings {
  readonly explainer: ExplainerName;
  /** `pad`, `mask`, `unk`, `zero`, `mean`, or `text:…`. */
  readonly baseline: string;
  readonly method: Method;
  /** Points, steps or samples; null leaves it to the method. */
  readonly steps: number | null;
  /** Null leaves it to the explainer. */
  readonly layer: string | null;
  readonly output: OutputKind;
  /** `predicted`, or a label; where words have labels `predicted`, `all`, or `words:…`. */
  readonly target: string;
  /** Which of the words that these are, where words have labels. */
  readonly which: number;
  /** Whether a text that is too long for the model is read in windows, instead of being cut. */
  readonly window: boolean;
}

export const initialSettings: Settings = {
  explainer: 'integrated_gradients',
  baseline: 'pad',
  method: 'adaptive',
  steps: null,
  layer: null,
  output: 'logit',
  target: 'predicted',
  which: 0,
  window: false,
};

/** What a model and an explainer leave to choose. */
export interface Choices {
  readonly baselines: readonly string[];
  readonly methods: readonly Method[];
  readonly steps: boolean;
  readonly layers: readonly string[];
  readonly outputs: readonly OutputKind[];
  readonly window: boolean;
}

export function choicesOf(explainer: ExplainerName, model: OpenedModel): Choices {
  const { neutral, layers, regression, task } = model;
  const { counts, baseline, differentiates, layer } = traitsOf(explainer, model);
  const known: readonly string[] = neutral;
  const tokens: readonly string[] = neutralTokens;
  const baselines = baselineNames.filter((kind) =>
    tokens.includes(kind) ? known.includes(kind) : baseline === 'activations',
  );
  return {
    baselines: baseline === 'none' ? [] : [...baselines, 'text:'],
    methods:
      counts === 'integral'
        ? methods
        : counts === 'fixed rule'
          ? methods.filter((one) => one !== 'adaptive')
          : [],
    steps: counts !== 'nothing',
    layers:
      !differentiates || layer === 'first' ? [] : layer === 'encoder' ? encoderLayers({ layers }) : layers,
    outputs: regression || task === 'question-answering' ? ['logit'] : outputKinds,
    window: task === 'text-classification',
  };
}

/** A link may ask for an explainer that the model does not take: it is refused by what is wrong with it. */
function traitsOf(explainer: ExplainerName, { explainers }: OpenedModel): ExplainerTraits {
  return explainers[explainer] ?? explainers[initialSettings.explainer]!;
}

/** The settings as far as they can be: what cannot gives way to what is usual. */
export function suited(settings: Settings, model: OpenedModel): Settings {
  const { explainers } = model;
  const explainer = explainers[settings.explainer] ? settings.explainer : initialSettings.explainer;
  const { baselines, methods: rules, layers, outputs, window } = choicesOf(explainer, model);
  const { layer, baseline, output, method } = settings;
  const kind = kindOf(baseline);
  return {
    ...settings,
    explainer,
    target: suitedTarget(settings.target, model),
    window: window && settings.window,
    layer: layer !== null && layers.includes(layer) ? layer : null,
    baseline: baselines.length === 0 || baselines.includes(kind) ? baseline : baselines[0]!,
    output: outputs.includes(output) ? output : 'logit',
    method: rules.length === 0 || rules.includes(method) ? method : rules[0]!,
  };
}

function suitedTarget(target: string, { task, labels }: OpenedModel): string {
  const isOne: Readonly<Record<Task, boolean>> = {
    'text-classification': labels.includes(target),
    'token-classification': target === 'all' || isOfWords(target),
    'question-answering': isOfWords(target),
  };
  return isOne[task] ? target : 'predicted';
}

/** What a target that names words begins with. */
export const ofWords = 'words:';

export function isOfWords(target: string): boolean {
  return target.startsWith(ofWords);
}

/** Which kind of baseline it is: `text:` for all texts. */
export function kindOf(baseline: string): string {
  return baseline.startsWith('text:') ? 'text:' : baseline;
}

/** The settings that mean something to the explainer, as options. */
export function optionsOf(
  { explainer, baseline, method, steps, layer, output, target, window }: Settings,
  model: OpenedModel,
): Options<ExplainOptions> {
  const { baselines, methods: rules, steps: counts, layers } = choicesOf(explainer, model);
  const chosen = layer ?? (traitsOf(explainer, model).layer === 'encoder' ? layers.at(-1) : undefined);
  return {
    explainer,
    output,
    target: model.task !== 'text-classification' && isOfWords(target) ? target.slice(ofWords.length) : target,
    ...(window && { window }),
    ...(baselines.length > 0 && { baseline }),
    ...(rules.includes(method) && { method }),
    ...(counts && steps !== null && { steps }),
    ...(layers.length > 0 && chosen !== undefined && { layer: chosen }),
  };
}

/** Settings from a link. What is none of the known ones is what is usual. */
export function readSettings(fields: URLSearchParams): Settings {
  const one = <Value extends string>(name: keyof Settings, known: readonly Value[], usual: Value): Value =>
    known.find((value) => value === fields.get(name)) ?? usual;
  const steps = Number(fields.get('steps'));
  const which = Number(fields.get('which'));
  return {
    explainer: one('explainer', explainerNames, initialSettings.explainer),
    baseline: fields.get('baseline') ?? initialSettings.baseline,
    method: one('method', methods, initialSettings.method),
    steps: Number.isSafeInteger(steps) && steps > 0 ? steps : null,
    layer: fields.get('layer'),
    output: one('output', outputKinds, initialSettings.output),
    target: fields.get('target') ?? initialSettings.target,
    which: Number.isSafeInteger(which) && which > 0 ? which : 0,
    window: fields.get('window') === 'true',
  };
}
