/** One cycle: up in a straight line over the first part of training, then down along a half cosine to 0 (after Smith 2018). */
export function oneCycle(peak: number, warmUp: number, totalSteps: number): (step: number) => number {
  const rising = Math.max(1, Math.round(warmUp * totalSteps));
  return (step) =>
    step < rising
      ? (peak * (step + 1)) / rising
      : (peak / 2) * (1 + Math.cos((Math.PI * (step - rising)) / Math.max(1, totalSteps - rising)));
}
