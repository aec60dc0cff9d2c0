import { Random } from '@gradlens/tensor';
import type { Task } from './library.ts';

/** The numbers that a task works on, the same every time. */
export function drawn({ inputs }: Task): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, { shape, spread = 1, offset = 0 }], i) => {
      const random = new Random(i + 1);
      const length = shape.reduce((product, axis) => product * axis, 1);
      return [key, Float32Array.from({ length }, () => offset + spread * (2 * random.uniform() - 1))];
    }),
  );
}
