import type { AttributedWord, Explanation } from '../explanation.ts';

/** A stretch of a text: a word, or what stands between two. */
export interface Span {
  readonly text: string;
  /** A word's attribution as a share of the strongest word's; null between words. */
  readonly share: number | null;
}

export interface RunningText {
  readonly spans: readonly Span[];
  /** Whether more followed that was not read. */
  readonly cut: boolean;
}

/** The text, and the pair, up to the last word that was read. */
export function runningTexts(explanation: Pick<Explanation, 'text' | 'pair' | 'words'>): RunningText[] {
  const { text, pair, words } = explanation;
  const share = shareOfStrongest(words.map(({ attribution }) => attribution));
  const runningText = (whole: string, own: readonly AttributedWord[]): RunningText => {
    const spans: Span[] = [];
    let done = 0;
    for (const { start, end, attribution } of own) {
      if (start > done) spans.push({ text: whole.slice(done, start), share: null });
      spans.push({ text: whole.slice(start, end), share: share(attribution) });
      done = end;
    }
    return { spans, cut: /\S/u.test(whole.slice(done)) };
  };
  return [
    runningText(text, wordsOf(words, undefined)),
    ...(pair === null ? [] : [runningText(pair, wordsOf(words, 1))]),
  ];
}

/** The words of the text, or of the pair. */
export function wordsOf(
  words: readonly AttributedWord[],
  segment: AttributedWord['segment'],
): readonly AttributedWord[] {
  return words.filter((word) => word.segment === segment);
}

/** Tells an attribution as a share of the strongest of all, from −1 to 1; what is stronger than all of them counts as they do. */
export function shareOfStrongest(attributions: readonly number[]): (attribution: number) => number {
  const strongest = attributions.reduce(
    (most, attribution) => (Number.isFinite(attribution) ? Math.max(most, Math.abs(attribution)) : most),
    0,
  );
  return (attribution) =>
    Number.isFinite(attribution) && strongest > 0 ? Math.max(-1, Math.min(1, attribution / strongest)) : 0;
}

/** Shares that are shown in a colour; that of weaker words nobody would see. */
export function isSeen(share: number): boolean {
  return Math.abs(share) >= 0.1;
}
