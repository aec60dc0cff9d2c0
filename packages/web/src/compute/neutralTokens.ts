/** Tokens that can stand in the place of a word, where a vocabulary has them. */
export const neutralTokens = ['pad', 'mask', 'unk'] as const;
export type NeutralToken = (typeof neutralTokens)[number];
