import {
  sizeOf,
  variable,
  type Backend,
  type NumericArray,
  type Tensor,
  type Variable,
} from '@gradlens/tensor';
import { architectureOf } from '../architectures/index.ts';
import { blockCount, blockOf, wordTableOf } from '../architectures/modules.ts';
import type { BertConfig } from '../checkpoint/config.ts';
import { tensorShapes } from '../checkpoint/tensorShapes.ts';
import type { StoredFloats } from '../safetensors/storedFloats.ts';

/** Weights of one shape that lie one after the other in one variable. */
interface Stack {
  readonly names: readonly string[];
  readonly shape: readonly number[];
  readonly variable: Variable;
  /** What has been read while others are missing. */
  readonly waiting: Map<string, StoredFloats>;
}

/**
 * Variables for a model's weights, but for the table of words. Those of an attention's projections lie in one, so that a plan makes one product of all three.
 */
export class StackedWeights {
  readonly #stacks: readonly Stack[];
  readonly #stackOf = new Map<string, Stack>();

  /** `load` gives the numbers of a variable that was not written. */
  constructor(config: BertConfig, load: () => NumericArray) {
    const shapes = tensorShapes(config);
    const together = projectionsOf(config);
    const stacked = new Set(together.flat());
    const single = [...shapes.keys()].filter((name) => !stacked.has(name) && name !== wordTableOf(config));
    this.#stacks = [...together, ...single.map((name) => [name])].map((names) => {
      const shape = shapes.get(names[0]!)!;
      const whole = names.length === 1 ? shape : [names.length, ...shape];
      return { names, shape, variable: variable(names.join(', '), whole, load), waiting: new Map() };
    });
    for (const stack of this.#stacks) for (const name of stack.names) this.#stackOf.set(name, stack);
  }

  get variables(): readonly Variable[] {
    return this.#stacks.map((stack) => stack.variable);
  }

  /** The weights by their names. */
  get tensors(): ReadonlyMap<string, Tensor> {
    return new Map(
      this.#stacks.flatMap(({ names, shape, variable: whole }) =>
        names.length === 1
          ? [[names[0]!, whole] as const]
          : names.map((name, i) => [name, whole.slice(0, i, 1).reshape(shape)] as const),
      ),
    );
  }

  /** Puts a weight on the backend, or keeps it until those are there that lie in one variable with it. */
  async write(backend: Backend, name: string, numbers: StoredFloats): Promise<void> {
    const { names, shape, waiting, variable: whole } = this.#stackOf.get(name)!;
    if (names.length === 1) return backend.write(whole.node, numbers.toFloat32());
    waiting.set(name, numbers);
    if (waiting.size < names.length) return;
    const size = sizeOf(shape);
    const data = new Float32Array(names.length * size);
    for (const [i, part] of names.entries())
      waiting.get(part)!.copy(0, data.subarray(i * size, (i + 1) * size));
    waiting.clear();
    await backend.write(whole.node, data);
  }
}

/** The names of what makes queries, keys and values of a block's input: weights, and biases. */
function projectionsOf(config: BertConfig): string[][] {
  const { query, key, value } = architectureOf(config).block;
  const blocks = new Set(Array.from({ length: blockCount(config) }, (_, block) => blockOf(config, block)));
  return [...blocks].flatMap((block) =>
    ['weight', 'bias'].map((kind) => [query, key, value].map((module) => `${block}.${module}.${kind}`)),
  );
}
