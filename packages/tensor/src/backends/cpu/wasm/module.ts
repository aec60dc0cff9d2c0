import { local, type, unsigned, type Code, type ValueType } from './code.ts';

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** Pages of 64 KiB that 32 bits can address. */
export const MAX_PAGES = 65536;

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

interface FunctionDraft extends Signature {
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** So many numbers of local variables. */
type Indices<N extends number, Found extends number[] = []> = Found['length'] extends N
  ? Found
  : Indices<N, [...Found, number]>;

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

  i32s<N extends number>(count: N): Indices<N> {
    return Array.from({ length: count }, () => this.i32()) as Indices<N>;
  }

  f32(): number {
    return this.new(type.f32);
  }

  v128(): number {
    return this.new(type.v128);
  }
}

/** A function of another module that this one calls; all its parameters are i32. */
export interface Import {
  readonly name: string;
  readonly parameters: number;
}

/** Puts a module together: functions over one imported memory (`env.memory`). */
export class ModuleBuilder {
  readonly #shared: boolean;
  readonly #imports: readonly Import[];
  readonly #functions: FunctionDraft[] = [];
  readonly #exports = new Map<string, number>();

  constructor(memory: { readonly shared: boolean }, imports: readonly Import[] = []) {
    this.#shared = memory.shared;
    this.#imports = imports;
  }

  /** Adds a function; gives its index for `call`. */
  add(draft: FunctionDraft): number {
    return this.#imports.length + this.#functions.push(draft) - 1;
  }

  /**
   * Adds a function of i32 parameters without result and exports it; `body` is given the parameters as code. Gives its index for `call`.
   */
  define<const Name extends string>(
    name: string,
    parameters: readonly Name[],
    body: (parameters: Readonly<Record<Name, Code>>, locals: Locals) => Code,
  ): number {
    const locals = new Locals(parameters.length);
    const code = body(
      Object.fromEntries(parameters.map((parameter, i) => [parameter, local.get(i)])) as Record<Name, Code>,
      locals,
    );
    const signature = { parameters: parameters.map(() => type.i32), results: [] };
    const index = this.add({ ...signature, locals: locals.declared, body: code });
    this.#exports.set(name, index);
    return index;
  }

  /** The index of an imported function, for `call`. */
  imported(name: string): number {
    return this.#imports.findIndex((candidate) => candidate.name === name);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const imported = this.#imports.map(({ parameters }): Signature => ({
      parameters: Array(parameters).fill(type.i32),
      results: [],
    }));
    const types = [...imported, ...this.#functions].map(({ parameters, results }) => [
      0x60,
      vector(parameters),
      vector(results),
    ]);
    const exports = [...this.#exports].map(([name, index]) => [text(name), 0x00, ...unsigned(index)]);
    const bodies = this.#functions.map(({ locals, body }) =>
      sized([vector(locals.map((kind) => [1, kind])), body, 0x0b]),
    );
    const limits = this.#shared ? [0x03, ...unsigned(1), ...unsigned(MAX_PAGES)] : [0x00, ...unsigned(1)];
    const imports = [
      [text('env'), text('memory'), 0x02, ...limits],
      ...this.#imports.map(({ name }, i) => [text('env'), text(name), 0x00, ...unsigned(i)]),
    ];
    return written([
      MAGIC_AND_VERSION,
      section(1, types),
      section(2, imports),
      section(
        3,
        this.#functions.map((_, i) => unsigned(imported.length + i)),
      ),
      section(7, exports),
      section(10, bodies),
    ]);
  }
}

function vector(items: Code): Code {
  return [unsigned(items.length), items];
}

function section(id: number, items: readonly Code[]): Code {
  return [id, sized(vector(items))];
}

/** Code after the number of its bytes. */
function sized(code: Code): Code {
  return [unsigned(byteLength(code)), code];
}

function text(value: string): Code {
  return vector([...new TextEncoder().encode(value)]);
}

function byteLength(code: Code): number {
  let length = 0;
  for (const part of code) length += typeof part === 'number' ? 1 : byteLength(part);
  return length;
}

function written(code: Code): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength(code));
  let end = 0;
  const write = (parts: Code): void => {
    for (const part of parts) {
      if (typeof part === 'number') bytes[end++] = part;
      else write(part);
    }
  };
  write(code);
  return bytes;
}
