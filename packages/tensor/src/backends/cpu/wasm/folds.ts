import { f32, f32x4, local, sequence, type Code } from './code.ts';
import type { Lanes } from './lanes.ts';
import type { Locals } from './module.ts';

/** How numbers are folded into one. */
export const folds = {
  sum: { start: 0, vector: f32x4.add, scalar: f32.add },
  max: { start: -Infinity, vector: f32x4.max, scalar: f32.max },
};

export type FoldName = keyof typeof folds;

/** A fold along memory: four partial results in a register, and one for what is left at the end. */
export class Fold {
  readonly #lanes: number;
  readonly #rest: number;
  readonly #name: FoldName;

  constructor(name: FoldName, locals: Locals) {
    this.#lanes = locals.v128();
    this.#rest = locals.v128();
    this.#name = name;
  }

  get start(): Code {
    const start = f32x4.const(folds[this.#name].start);
    return sequence(local.set(this.#lanes, start), local.set(this.#rest, start));
  }

  take(value: Code, lanes: Lanes): Code {
    const into = lanes === 4 ? this.#lanes : this.#rest;
    return local.set(into, folds[this.#name].vector(local.get(into), value));
  }

  /** The result, an f32. */
  get total(): Code {
    const { scalar } = folds[this.#name];
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f32x4.lane(local.get(this.#lanes), lane)) as [
      Code,
      Code,
      Code,
      Code,
    ];
    return scalar(scalar(scalar(a, b), scalar(c, d)), f32x4.lane(local.get(this.#rest), 0));
  }
}
