import type { Method, OutputKind } from '@gradlens/ig';

/** In the order in which they are offered. They stand here again because the library's own lists come with all that computes. */
export const outputKinds: readonly OutputKind[] = ['logit', 'probability', 'log-probability', 'margin'];
export const methods: readonly Method[] = [
  'adaptive',
  'gausslegendre',
  'riemann_left',
  'riemann_right',
  'riemann_middle',
  'riemann_trapezoid',
];
