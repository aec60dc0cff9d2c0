import {
  fitsFloat16,
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
  /** What has been read while others are missing. */
  readonly waiting: Map<string, StoredFloats>;
}

/**
 * Variables for a model's weights, but for the table of words. Those of an attention's projections lie in one, so that a plan makes one product of all three.
 * Matrices whose numbers are all float16 may stay so.
 */
export class StackedWeights {
  readonly #load: () => NumericArray;
  readonly #stacks: readonly Stack[];
  readonly #stackOf = new Map<string, Stack>();
  readonly #variables = new Map<Stack, Variable>();

  /** `load` gives the numbers of a variable that was not written. */
  constructor(config: BertConfig, load: () => NumericArray) {
    this.#load = load;
    const shapes = tensorShapes(config);
    const together = projectionsOf(config);
    const stacked = new Set(together.flat());
    const single = [...shapes.keys()].filter((name) => !stacked.has(name) && name !== wordTableOf(config));
    this.#stacks = [...together, ...single.map((name) => [name])].map((names) => {
      return { names, shape: shapes.get(names[0]!)!, waiting: new Map() };
    });
    for (const stack of this.#stacks) for (const name of stack.names) this.#stackOf.set(name, stack);
  }

  get variables(): readonly Variable[] {
    return [...this.#variables.values()];
  }

  /** The weights by their names. */
  get tensors(): ReadonlyMap<string, Tensor> {
    const parts = this.#stacks.flatMap((stack) => {
      const { names, shape } = stack;
      const whole = this.#variableOf(stack, false);
      if (names.length === 1) return [[names[0]!, whole] as const];
      return names.map((name, i) => [name, whole.slice(0, i, 1).reshape(shape)] as const);
    });
    return new Map(parts);
  }

  /** Puts a weight on the backend, or keeps it until those are there that lie in one variable with it. */
  async write(backend: Backend, name: string, numbers: StoredFloats): Promise<void> {
    const stack = this.#stackOf.get(name)!;
    const { names, shape, waiting } = stack;
    waiting.set(name, numbers);
    if (waiting.size < names.length) return;
    const data = joined(names.map((part) => waiting.get(part)!));
    waiting.clear();
    const half = shape.length === 2 && fitsFloat16(data);
    await backend.write(this.#variableOf(stack, half).node, data);
  }

  #variableOf(stack: Stack, half: boolean): Variable {
    const known = this.#variables.get(stack);
    if (known) return known;
    const { names, shape } = stack;
    const whole = names.length === 1 ? shape : [names.length, ...shape];
    const created = variable(names.join(', '), whole, this.#load, { half });
    this.#variables.set(stack, created);
    return created;
  }
}

function joined(parts: readonly StoredFloats[]): Float32Array {
  if (parts.length === 1) return parts[0]!.toFloat32();
  const { length } = parts[0]!;
  const data = new Float32Array(parts.length * length);
  for (const [i, part] of parts.entries()) part.copy(0, data.subarray(i * length, (i + 1) * length));
  return data;
}

/** The names of what makes queries, keys and values of a block's input: weights, and biases. */
function projectionsOf(config: BertConfig): string[][] {
  const { query, key, value } = architectureOf(config).block;
  const blocks = new Set(Array.from({ length: blockCount(config) }, (_, block) => blockOf(config, block)));
  return [...blocks].flatMap((block) =>
    ['weight', 'bias'].map((kind) => [query, key, value].map((module) => `${block}.${module}.${kind}`)),
  );
}
