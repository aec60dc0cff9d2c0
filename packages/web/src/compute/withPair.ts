/** Options for a text and the one that it is read together with: two texts are not read in windows. */
export function withPair<Options extends { readonly window?: boolean }>(
  { window, ...options }: Options,
  pair: string | undefined,
) {
  return pair === undefined ? { ...options, ...(window && { window }) } : { ...options, pair };
}
