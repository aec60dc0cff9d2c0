import { editDistance } from './editDistance.ts';

/** ` (did you mean X?)` for the candidate with the fewest typing errors between it and `word`; empty where all are far. */
export function nearest(word: string, candidates: readonly string[]): string {
  // Everything short is near to nothing.
  if (word === '') return '';
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0] ? ` (did you mean ${ranked[0].candidate}?)` : '';
}
