import type { Tensor } from '@gradlens/tensor';

/** A model's tensors by their Hugging Face names, seen from one module: `weights.in('attention').in('self').get('query.weight')`. */
export class Weights {
  readonly #lookup: (name: string) => Tensor;
  readonly #prefix: string;

  constructor(lookup: (name: string) => Tensor, prefix = '') {
    this.#lookup = lookup;
    this.#prefix = prefix;
  }

  get(name: string): Tensor {
    return this.#lookup(this.#prefix + name);
  }

  in(module: string): Weights {
    return new Weights(this.#lookup, `${this.#prefix}${module}.`);
  }
}
