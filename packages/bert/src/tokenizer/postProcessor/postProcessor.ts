import type { Template } from './template.ts';

/** The last stage: what is put around the tokens of the texts, and how far their spans reach. */
export interface PostProcessor {
  readonly template: Template;
  /** How whitespace is cut off spans; null where they keep it. */
  readonly trim: TrimOptions | null;
}

/** Fields of Hugging Face's `RobertaProcessing`, where its `trim_offsets` is true. */
export interface TrimOptions {
  /** A first token's space was added by the pre-tokenizer: there is none in the text. */
  readonly addPrefixSpace: boolean;
}
