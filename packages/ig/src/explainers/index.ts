import { discretizedIntegratedGradients } from './discretizedIntegratedGradients.ts';
import { expectedGradients } from './expectedGradients.ts';
import type { Explainer } from './explainer.ts';
import { inputXGradient } from './inputXGradient.ts';
import { integratedGradients } from './integratedGradients.ts';
import { internalInfluence } from './internalInfluence.ts';
import { kernelShap } from './kernelShap.ts';
import { layerConductance } from './layerConductance.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { lime } from './lime.ts';
import { occlusion } from './occlusion.ts';
import { saliency } from './saliency.ts';
import { sequentialIntegratedGradients } from './sequentialIntegratedGradients.ts';
import { shapleyValueSampling } from './shapleyValueSampling.ts';
import type { ExplainerName } from './titles.ts';

export const explainers = {
  integrated_gradients: integratedGradients,
  saliency,
  input_x_gradient: inputXGradient,
  expected_gradients: expectedGradients,
  sequential_integrated_gradients: sequentialIntegratedGradients,
  discretized_integrated_gradients: discretizedIntegratedGradients,
  layer_conductance: layerConductance,
  internal_influence: internalInfluence,
  occlusion,
  leave_one_out: leaveOneOut,
  shapley_value_sampling: shapleyValueSampling,
  kernel_shap: kernelShap,
  lime,
} satisfies Record<ExplainerName, Explainer>;

/** What may be asked of an explainer, without the explainer: it can be sent to where no model is. */
export type ExplainerTraits = Pick<Explainer, 'counts' | 'baseline' | 'differentiates' | 'deletes' | 'layer'>;

export function traitsOf(name: ExplainerName): ExplainerTraits {
  const { attribute: _, ...traits }: Explainer = explainers[name];
  return traits;
}
