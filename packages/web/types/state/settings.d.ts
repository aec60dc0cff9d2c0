import type { ExplainerName, ExplainerTraits, ExplainOptions, Method, OutputKind } from '@gradlens/ig';
import type { Options } from '../compute/protocol.ts';
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
export declare const initialSettings: Settings;
/** Which settings mean something to an explainer. */
export declare function applies({ counts, baseline, differentiates, layer }: ExplainerTraits): {
  baseline: boolean;
  activations: boolean;
  method: boolean;
  adaptive: boolean;
  steps: boolean;
  layer: boolean;
  encoderLayers: boolean;
};
/** The settings that mean something, as options. */
export declare function optionsOf(
  { explainer, baseline, method, steps, layer, output, target }: Settings,
  traits: ExplainerTraits,
  layers: readonly string[],
): Options<ExplainOptions>;
