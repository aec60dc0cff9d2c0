import type { ExplainerName, ExplainerTraits, ExplainOptions, Method, OutputKind } from '@gradlens/ig';
import { neutralTokens } from '../compute/neutralTokens.ts';
import type { OpenedModel, Options } from '../compute/protocol.ts';

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
  /** `predicted`, or a label. */
  readonly target: string;
}

export const initialSettings: Settings = {
  explainer: 'integrated_gradients',
  baseline: 'pad',
  method: 'adaptive',
  steps: null,
  layer: null,
  output: 'logit',
  target: 'predicted',
};

/** Which settings mean something to an explainer. */
export function applies({ counts, baseline, differentiates, layer }: ExplainerTraits) {
  return {
    baseline: baseline !== 'none',
    activations: baseline === 'activations',
    method: counts === 'integral' || counts === 'fixed rule',
    adaptive: counts === 'integral',
    steps: counts !== 'nothing',
    layer: differentiates && layer !== 'first',
    encoderLayers: layer === 'encoder',
  };
}

/** The settings that mean something, as options. */
export function optionsOf(
  { explainer, baseline, method, steps, layer, output, target }: Settings,
  traits: ExplainerTraits,
  layers: readonly string[],
): Options<ExplainOptions> {
  const known = applies(traits);
  const chosen =
    layer ?? (known.encoderLayers ? layers.findLast((name) => name.startsWith('encoder.')) : null);
  return {
    explainer,
    output,
    target,
    ...(known.baseline && { baseline }),
    ...(known.method && (known.adaptive || method !== 'adaptive') && { method }),
    ...(known.steps && steps !== null && { steps }),
    ...(known.layer && chosen && { layer: chosen }),
  };
}

/** The settings as far as a model can take them: what another model had and it has not goes back to what is usual. */
export function suitedTo(settings: Settings, { labels, layers, neutral, regression }: OpenedModel): Settings {
  const { target, layer, baseline, output } = settings;
  const tokens: readonly string[] = neutralTokens;
  const known: readonly string[] = neutral;
  return {
    ...settings,
    target: labels.includes(target) ? target : 'predicted',
    layer: layer !== null && layers.includes(layer) ? layer : null,
    baseline: tokens.includes(baseline) && !known.includes(baseline) ? (neutral[0] ?? 'zero') : baseline,
    output: regression ? 'logit' : output,
  };
}
