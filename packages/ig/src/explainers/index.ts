import { discretizedIntegratedGradients } from './discretizedIntegratedGradients.ts';
import { expectedGradients } from './expectedGradients.ts';
import type { Explainer } from './explainer.ts';
import { inputXGradient } from './inputXGradient.ts';
import { integratedGradients } from './integratedGradients.ts';
import { layerConductance } from './layerConductance.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { occlusion } from './occlusion.ts';
import { saliency } from './saliency.ts';
import { sequentialIntegratedGradients } from './sequentialIntegratedGradients.ts';

/** All explainers, by the names that users give. */
export const explainers = {
  integrated_gradients: integratedGradients,
  saliency,
  input_x_gradient: inputXGradient,
  expected_gradients: expectedGradients,
  sequential_integrated_gradients: sequentialIntegratedGradients,
  discretized_integrated_gradients: discretizedIntegratedGradients,
  layer_conductance: layerConductance,
  occlusion,
  leave_one_out: leaveOneOut,
} satisfies Record<string, Explainer>;

export type ExplainerName = keyof typeof explainers;
export const explainerNames = Object.keys(explainers) as ExplainerName[];
