/** All explainers by the names that users give, with what running text calls them. It stands apart from them, for those who only tell of them. */
export const explainerTitles = {
  integrated_gradients: 'integrated gradients',
  saliency: 'saliency',
  input_x_gradient: 'input × gradient',
  expected_gradients: 'expected gradients',
  sequential_integrated_gradients: 'sequential integrated gradients',
  discretized_integrated_gradients: 'discretized integrated gradients',
  layer_conductance: 'layer conductance',
  internal_influence: 'internal influence',
  occlusion: 'occlusion',
  leave_one_out: 'leave one out',
  shapley_value_sampling: 'Shapley values, sampled',
  kernel_shap: 'Kernel SHAP',
  lime: 'LIME',
} as const;

export type ExplainerName = keyof typeof explainerTitles;
export const explainerNames = Object.keys(explainerTitles) as ExplainerName[];
