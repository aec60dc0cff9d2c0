import { f32, f32x4, local, type Code } from './code.ts';

/** How numbers are folded into one. */
export const folds = {
  sum: { start: 0, vector: f32x4.add, scalar: f32.add },
  max: { start: -Infinity, vector: f32x4.max, scalar: f32.max },
};

export type FoldName = keyof typeof folds;

/** The fold, an f32, of four partial results in one vector local and of what is left in the first lane of another. */
export function foldLanes(name: FoldName, lanes: number, rest: number): Code {
  const { scalar } = folds[name];
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f32x4.lane(local.get(lanes), lane)) as [
    Code,
    Code,
    Code,
    Code,
  ];
  return scalar(scalar(scalar(a, b), scalar(c, d)), f32x4.lane(local.get(rest), 0));
}
