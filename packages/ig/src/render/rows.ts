import type { AttributedWord, Explanation } from '../explanation.ts';

/** Of an explanation's tokens and words, in their order: its own, those of a further layer, or those of a part. */
export interface Attributions {
  readonly tokens: readonly number[];
  readonly words: readonly number[];
}

/** A row of a table of attributions. */
export interface Row {
  readonly label: string;
  readonly special: boolean;
  readonly of: (attributions: Attributions) => number;
}

/** Groups of rows that add up to the whole: the words of the text, those of the pair, and what the model adds, like [CLS], in one row. */
export function rowGroups({ words, tokens }: Explanation): Row[][] {
  const ofWords = (segment: AttributedWord['segment']): Row[] =>
    words.flatMap((word, i) =>
      word.segment === segment ? [{ label: word.text, special: false, of: (all) => all.words[i]! }] : [],
    );
  const special = tokens.flatMap((token, i) => (token.special ? [i] : []));
  const ofSpecial: Row = {
    label: [...new Set(special.map((i) => tokens[i]!.token))].join(' '),
    special: true,
    of: (all) => special.reduce((sum, i) => sum + all.tokens[i]!, 0),
  };
  return [ofWords(undefined), ofWords(1), special.length > 0 ? [ofSpecial] : []].filter(
    (group) => group.length > 0,
  );
}

export function ownAttributions({ tokens, words }: Explanation): Attributions {
  return {
    tokens: tokens.map(({ attribution }) => attribution),
    words: words.map(({ attribution }) => attribution),
  };
}

/** What each part of the embeddings contributes, where they were told apart. */
export function attributionsOfParts({
  tokens,
  words,
}: Explanation): (Attributions & { readonly part: string })[] {
  return Object.keys(tokens[0]?.parts ?? {}).map((part) => ({
    part,
    tokens: tokens.map(({ parts }) => parts![part]!),
    words: words.map(({ parts }) => parts![part]!),
  }));
}
