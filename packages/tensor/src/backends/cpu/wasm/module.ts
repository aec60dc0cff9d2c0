import { type, unsigned, type Code, type ValueType } from './code.ts';

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

interface FunctionDraft {
  readonly name: string | undefined;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** Hands out a function's local variables. */
export class Locals {
  readonly declared: ValueType[] = [];
  readonly #parameters: number;

  constructor(parameters = 0) {
    this.#parameters = parameters;
  }

  new(kind: ValueType): number {
    return this.#parameters + this.declared.push(kind) - 1;
  }

  i32(): number {
    return this.new(type.i32);
  }

  v128(): number {
    return this.new(type.v128);
  }
}

/** Puts a module together: functions over one imported memory (`env.memory`). */
export class ModuleBuilder {
  readonly #functions: FunctionDraft[] = [];

  /** Adds a function, exported when it has a name; gives its index for `call`. */
  add(draft: Omit<FunctionDraft, 'name'> & { readonly name?: string }): number {
    return this.#functions.push({ name: undefined, ...draft }) - 1;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const types = functions.map(({ parameters, results }) => [
      0x60,
      ...vector(parameters),
      ...vector(results),
    ]);
    const exports = functions.flatMap(({ name }, index) =>
      name === undefined ? [] : [[...text(name), 0x00, ...unsigned(index)]],
    );
    const bodies = functions.map(({ locals, body }) => {
      const groups = locals.map((kind) => [1, kind]);
      const code = [...unsigned(groups.length), ...groups.flat(), ...body, 0x0b];
      return [...unsigned(code.length), ...code];
    });
    const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x01];
    return Uint8Array.from([
      ...MAGIC_AND_VERSION,
      ...section(1, types),
      ...section(2, [memory]),
      ...section(
        3,
        functions.map((_, index) => unsigned(index)),
      ),
      ...section(7, exports),
      ...section(10, bodies),
    ]);
  }
}

function vector(items: readonly number[]): number[] {
  return [...unsigned(items.length), ...items];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(items.length), ...items.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  return vector([...new TextEncoder().encode(value)]);
}
