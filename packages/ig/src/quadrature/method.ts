import { quadratureRules, type QuadratureRule } from './quadrature.ts';

/** How an integral over a path is taken: by one of Captum's rules, or by as many points as the tolerance needs. */
export const methods = ['adaptive', ...quadratureRules] as const;
export type Method = 'adaptive' | QuadratureRule;
