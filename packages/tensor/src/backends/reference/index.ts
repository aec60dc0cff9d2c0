import type { Node, VariableNode } from '../../graph/node.ts';
import { sizeOf, type DType, type NumericArray } from '../../graph/shape.ts';
import type { Plan, Value } from '../../plan/plan.ts';
import type { Backend, Executable } from '../backend.ts';
import { breathe } from '../breath.ts';
import { checkFills } from '../checkFills.ts';
import { checkInputs } from '../checkInputs.ts';
import { Turns } from '../turns.ts';
import { runStep } from './lowering.ts';

/** Plain TypeScript in float64: slow, obvious, and the oracle of every other backend. Runs anywhere. */
export function referenceBackend(): Backend {
  return new ReferenceBackend();
}

class ReferenceBackend implements Backend {
  readonly name = 'reference';
  readonly adapter = 'CPU, plain JavaScript in float64';
  readonly maxTensorBytes = 2 ** 31;
  readonly capacityBytes = Infinity;
  readonly workingBytes = 64 * 2 ** 20;
  readonly #variables = new Map<VariableNode, NumericArray>();
  readonly #turns = new Turns();
  #disposed = false;

  async prepare(plan: Plan): Promise<Executable> {
    this.#check();
    for (const { source } of plan.values) {
      if (source.kind === 'variable') await this.#variable(source.node);
    }
    const constants = new Map<Node, NumericArray>();
    for (const { source, dtype } of plan.values) {
      if (source.kind === 'constant') constants.set(source.node, typed(source.node.attrs.data, dtype));
    }
    let disposed = false;
    return {
      run: (inputs) =>
        this.#turns.take(() => {
          if (disposed) throw new Error('run: the executable was disposed');
          return this.#run(plan, constants, inputs);
        }),
      dispose: () => {
        disposed = true;
      },
    };
  }

  async read(variable: VariableNode): Promise<NumericArray> {
    this.#check();
    return this.#turns.take(async () => (await this.#variable(variable)).slice());
  }

  async write(variable: VariableNode, data: NumericArray): Promise<void> {
    this.#check();
    checkFills(variable, data);
    await this.#turns.take(async () => this.#variables.set(variable, typed(data, variable.dtype).slice()));
  }

  release(variables: readonly VariableNode[]): void {
    for (const variable of variables) this.#variables.delete(variable);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#variables.clear();
  }

  async #run(
    plan: Plan,
    constants: ReadonlyMap<Node, NumericArray>,
    given: readonly NumericArray[],
  ): Promise<NumericArray[]> {
    this.#check();
    checkInputs(plan, given);
    const slots = plan.slots.map((size) => new Float64Array(size));
    const variables = new Map<VariableNode, NumericArray>();
    for (const { source } of plan.values) {
      if (source.kind === 'variable') variables.set(source.node, await this.#variable(source.node));
    }
    const numbers = ({ id, shape, dtype, source }: Value): NumericArray => {
      switch (source.kind) {
        case 'input':
          return typed(given[plan.inputs.indexOf(id)]!, dtype);
        case 'constant':
          return constants.get(source.node)!;
        case 'variable':
          return variables.get(source.node)!;
        case 'computed':
          return slots[source.slot]!.subarray(0, sizeOf(shape));
      }
    };
    const values = plan.values.map(numbers);
    for (const step of plan.steps) {
      await breathe();
      runStep(step, (value) => values[value]!);
    }
    for (const { variable, value } of plan.updates) values[variable]!.set(values[value]!);
    return plan.outputs.map((id) => typed(values[id]!, plan.values[id]!.dtype).slice());
  }

  async #variable(variable: VariableNode): Promise<NumericArray> {
    const known = this.#variables.get(variable);
    if (known) return known;
    const data = await variable.attrs.load();
    checkFills(variable, data);
    const loaded = typed(data, variable.dtype).slice();
    this.#variables.set(variable, loaded);
    return loaded;
  }

  #check(): void {
    if (this.#disposed) throw new Error('the reference backend was disposed');
  }
}

function typed(data: NumericArray, dtype: DType): NumericArray {
  if (dtype === 'i32') return data instanceof Int32Array ? data : Int32Array.from(data);
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
