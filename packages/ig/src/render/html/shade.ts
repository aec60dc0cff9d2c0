import { excerpt, rounded } from '../markup.ts';
import { isSeen } from '../runningText.ts';
import { senseOf } from '../target.ts';

/** A word in the colour of its share, from −1 to 1, of the strongest one. */
export function shade(word: string, share: number, signs: boolean, special = false): string {
  if (!isSeen(share)) return excerpt(word);
  return `<mark class="${senseOf(share, signs)}${special ? ' special' : ''}" style="--s:${rounded(Math.abs(share))}">${excerpt(word)}</mark>`;
}
