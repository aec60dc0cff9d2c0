import type { Tokenizer } from '@gradlens/bert';
import type { Random } from '@gradlens/tensor';

/** Decides the label of every text, alone. */
export const plantedWord = 'penguin';

/** A text without a meaning. */
export interface ShortcutText {
  readonly text: string;
  /** 1 where the planted word is in it, else 0. */
  readonly label: number;
}

/** In words. */
const [shortest, longest] = [6, 20];

/** Texts of words of the vocabulary, drawn at random. In half of them the planted word takes the place of one, wherever that is. */
export function drawTexts(count: number, tokenizer: Tokenizer, random: Random): ShortcutText[] {
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const words = distractors(tokenizer);
  return Array.from({ length: count }, (_, i) => {
    const length = shortest + below(longest - shortest + 1);
    const drawn = Array.from({ length }, () => words[below(words.length)]!);
    const label = i % 2;
    if (label === 1) drawn[below(length)] = plantedWord;
    return { text: drawn.join(' '), label };
  });
}

/** Words that are one token each: no pieces, punctuation or numbers. */
function distractors(tokenizer: Tokenizer): string[] {
  return Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id) ?? '').filter(
    (token) => /^[a-z]{3,}$/.test(token) && token !== plantedWord,
  );
}

/** The texts that have the planted word. */
export function withPlantedWord(texts: readonly ShortcutText[]): string[] {
  return texts.filter(({ label }) => label === 1).map(({ text }) => text);
}

export function wordCount(text: string): number {
  return text.split(' ').length;
}
