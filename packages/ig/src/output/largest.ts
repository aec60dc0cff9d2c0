export function largestIndex(logits: ArrayLike<number>): number {
  let index = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[index]!) index = i;
  return index;
}
