import { explainerNames, type ExplainerName } from '@gradlens/ig';

/** A way to explain, as `explain` takes it. */
export interface Method {
  readonly explainer: ExplainerName;
  readonly baseline?: string;
  readonly layer?: string;
  readonly smoothSamples?: number;
}

const baselines = ['pad', 'mask', 'unk'];

/** They take no baseline. */
const withoutBaseline: readonly ExplainerName[] = ['saliency', 'input_x_gradient', 'leave_one_out'];

/** They ask for a layer of the encoder: the one that comes before the last, behind which nothing but [CLS] is read. */
const throughLayer: readonly ExplainerName[] = ['layer_conductance', 'internal_influence'];

/** Every explainer, from every baseline that it can take; and SmoothGrad. */
export const methods: readonly Method[] = [
  ...explainerNames.flatMap((explainer): Method[] => {
    const asked = { explainer, ...(throughLayer.includes(explainer) && { layer: 'encoder.0' }) };
    return withoutBaseline.includes(explainer)
      ? [asked]
      : baselines.map((baseline) => ({ ...asked, baseline }));
  }),
  ...baselines.map((baseline): Method => ({
    explainer: 'integrated_gradients',
    baseline,
    smoothSamples: 10,
  })),
];

/** As tables call it, the baseline aside. */
export function nameOf({ explainer, layer, smoothSamples }: Method): string {
  if (smoothSamples !== undefined) return `${explainer}, mean of ${smoothSamples} with noise (SmoothGrad)`;
  return layer === undefined ? explainer : `${explainer} at ${layer}`;
}
