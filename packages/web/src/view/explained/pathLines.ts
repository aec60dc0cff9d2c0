import type { PathPoint, PathTrace } from '@gradlens/ig';

export type Scale = (value: number) => number;

/** Maps one interval to another. */
export function linear(
  [fromLow, fromHigh]: readonly [number, number],
  [low, high]: readonly [number, number],
): Scale {
  return (value) => low + ((value - fromLow) / (fromHigh - fromLow || 1)) * (high - low);
}

/**
 * The output through the points whose values and slopes are known: cubic Hermite pieces, as Bézier curves whose inner points lie a third of the way
 * along the slopes.
 */
export function curveLine({ points, baselineValue, value }: PathTrace, x: Scale, y: Scale): string {
  const known = withEnds(points, baselineValue, value);
  const at = (position: number, height: number): string =>
    `${x(position).toFixed(2)} ${y(height).toFixed(2)}`;
  return known
    .map((point, i) => {
      const before = known[i - 1];
      if (!before) return `M${at(point.position, point.value)}`;
      const third = (point.position - before.position) / 3;
      // Where no gradient was taken, the straight line.
      const straight = (point.value - before.value) / (3 * third);
      const first = at(before.position + third, before.value + third * (before.slope ?? straight));
      const second = at(point.position - third, point.value - third * (point.slope ?? straight));
      return `C${first} ${second} ${at(point.position, point.value)}`;
    })
    .join('');
}

/** What the attributions add up to: each point adds its weight times its slope over as much of the way as its weight. */
export function accumulatedLine({ points, baselineValue }: PathTrace, x: Scale, y: Scale): string {
  let [position, sum] = [0, baselineValue];
  const steps = points
    .filter(({ weight }) => weight > 0)
    .map(({ weight, slope }) => {
      position += weight;
      sum += weight * slope;
      return `L${x(position).toFixed(2)} ${y(sum).toFixed(2)}`;
    });
  return `M${x(0).toFixed(2)} ${y(baselineValue).toFixed(2)}${steps.join('')}`;
}

type Known = Pick<PathPoint, 'position' | 'value'> & { readonly slope: number | null };

/** The points, and the ends, where rules take no gradient there. */
function withEnds(points: readonly PathPoint[], baselineValue: number, value: number): Known[] {
  return [
    ...(points[0]?.position === 0 ? [] : [{ position: 0, value: baselineValue, slope: null }]),
    ...points,
    ...(points.at(-1)?.position === 1 ? [] : [{ position: 1, value, slope: null }]),
  ];
}
