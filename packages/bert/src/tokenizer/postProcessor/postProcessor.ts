import type { Template } from './template.ts';

/** The last stage: what is put around the tokens of the texts, and how far their spans reach. */
export interface PostProcessor {
  readonly template: Template;
  /** The range of a token without the whitespace that it begins and ends with. Where it is not told, spans keep it. */
  trim?(text: string, token: TokenInText): { readonly start: number; readonly end: number };
}

/** A token, and the range of its text in UTF-16 units that it stands for. */
export interface TokenInText {
  /** As the vocabulary has it; an added token as the text has it. */
  readonly token: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is the first of its text. */
  readonly isFirst: boolean;
}
