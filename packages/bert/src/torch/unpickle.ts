import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { call, isAllowed, storage } from './globals.ts';
import { Dict, Global, Opaque, Tuple, type PickleValue } from './values.ts';

/**
 * Instructions that are followed at most: each makes a few small objects at most, some 300 bytes. A tensor takes about
 * forty, and a BERT-large with the state of its optimizer 60,000.
 */
const maximumInstructions = 150_000;

/** Characters of the name of a global: far more than any has. The same text can be named by many instructions. */
const maximumNameLength = 300;

/** Globals that an error names, at most. */
const maximumNamed = 30;

/**
 * The value that a pickle describes, of protocols 2 to 5 as torch writes them. Nothing is executed: a global is a name, and
 * a call of one that is on the list of `globals.ts` stands for data.
 *
 * @param name the file's name for error messages
 * @throws ModelError naming every global that is not on the list, or saying what is malformed
 */
export function unpickle(bytes: Uint8Array, name: string): PickleValue {
  const machine = new Machine(bytes);
  let value: PickleValue = null;
  try {
    value = machine.run();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    // Where strangers are called, what follows may be malformed only because they are not known.
    if (machine.strangers.size === 0) {
      throw new ModelError(`${name}: not a sound pickle: ${cause.message}`, { cause });
    }
  }
  if (machine.strangers.size === 0) return value;
  const named = [...machine.strangers].slice(0, maximumNamed).map(show).join(', ');
  const rest =
    machine.strangers.size > maximumNamed ? ` and ${machine.strangers.size - maximumNamed} more` : '';
  const advice = [...machine.strangers].some((stranger) => stranger.startsWith('torch._utils._rebuild_'))
    ? 'which are tensors of a kind that is not read, quantized or sparse for example; save dense ones of floats'
    : 'and to read these would run code; save the weights alone, with torch.save(model.state_dict(), "weights.pt")';
  throw new ModelError(`${name}: it names ${named}${rest}, ${advice}`);
}

/** An object of a class that is not on the list. */
class Stranger extends Opaque {}

/** The stack machine of CPython's `pickle.py`, reduced to what torch's pickles hold. */
class Machine {
  readonly strangers = new Set<string>();
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack at each mark that is open; nothing below the last is popped. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #position = 0;
  #ended = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (let count = 0; !this.#ended; count++) {
      if (count === maximumInstructions) {
        throw new SyntaxError(`it has more than ${maximumInstructions} instructions`);
      }
      const at = this.#position;
      const code = this.unsigned(1);
      const instruction = instructions[code];
      if (!instruction) throw new SyntaxError(`unknown instruction ${code} at byte ${at}`);
      instruction(this);
    }
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0)
      throw new SyntaxError('it describes several values');
    if (this.#position < this.#bytes.length) throw new SyntaxError('more follows its end');
    return value;
  }

  end(): void {
    this.#ended = true;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw new SyntaxError('it takes a value that is not there');
    return this.#stack.pop()!;
  }

  top(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** The values since the last mark, which is gone then. */
  popMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw new SyntaxError('it goes back to a mark that is not there');
    return this.#stack.splice(height);
  }

  /** The last `count` values, in their order. */
  popSeveral(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).toReversed();
  }

  remember(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new SyntaxError(`it recalls ${index}, which it has not remembered`);
    this.push(value);
  }

  global(module: string, qualifiedName: string): void {
    if (module.length + qualifiedName.length > maximumNameLength)
      throw new SyntaxError(`the name of a global has more than ${maximumNameLength} characters`);
    const name = `${module}.${qualifiedName}`;
    const found = new Global(name);
    if (!isAllowed(found)) this.strangers.add(name);
    this.push(found);
  }

  call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (callee instanceof Global && isAllowed(callee)) {
      if (!(args instanceof Tuple)) throw new SyntaxError(`${callee.name} is called without a tuple`);
      this.push(call(callee, args.items));
    } else if (callee instanceof Global || callee instanceof Stranger) this.push(new Stranger());
    else throw new SyntaxError('it calls what is neither a class nor a function');
  }

  /** Attributes are dropped: an OrderedDict's are `_metadata`. */
  build(): void {
    this.pop();
    const target = this.top();
    if (!(target instanceof Dict || target instanceof Opaque)) {
      throw new SyntaxError('it gives attributes to what has none');
    }
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (Array.isArray(list)) for (const item of items) (list as PickleValue[]).push(item);
    else if (!(list instanceof Stranger)) throw new SyntaxError('it appends to what is not a list');
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (items.length % 2 !== 0) throw new SyntaxError('a key has no value');
    if (dict instanceof Dict) {
      for (let i = 0; i < items.length; i += 2) dict.set(hashable(items[i]!), items[i + 1]!);
    } else if (!(dict instanceof Stranger)) throw new SyntaxError('it sets an item of what is not a dict');
  }

  take(length: number): Uint8Array {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new SyntaxError('it breaks off');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  /** Little-endian, of 1, 2 or 4 bytes. */
  unsigned(length: 1 | 2 | 4): number {
    return this.take(length).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  signed32(): bigint {
    return BigInt(this.unsigned(4) | 0);
  }

  float(): number {
    this.take(8);
    return this.#view.getFloat64(this.#position - 8, false);
  }

  /** Two's complement, little-endian. */
  long(length: number): bigint {
    const digits = Array.from(this.take(length), (byte) => byte.toString(16).padStart(2, '0'));
    return BigInt.asIntN(8 * length, BigInt(`0x0${digits.toReversed().join('')}`));
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw new SyntaxError('a string is not UTF-8', { cause });
    }
  }

  line(): string {
    const end = this.#bytes.indexOf('\n'.charCodeAt(0), this.#position);
    if (end < 0) throw new SyntaxError('it breaks off');
    const line = this.text(end - this.#position);
    this.#position = end + 1;
    return line;
  }
}

/** By their codes, with the names that CPython's `pickletools.py` gives them. */
const instructions: Readonly<Record<number, (machine: Machine) => void>> = {
  /* PROTO */ 0x80: (m) => {
    const protocol = m.unsigned(1);
    if (protocol < 2 || protocol > 5) throw new SyntaxError(`protocol ${protocol} is none of 2 to 5`);
  },
  /* FRAME: how much a reader may fetch at once. */ 0x95: (m) => void m.take(8),
  /* STOP */ 0x2e: (m) => m.end(),
  /* MARK */ 0x28: (m) => m.mark(),
  /* NONE */ 0x4e: (m) => m.push(null),
  /* NEWTRUE */ 0x88: (m) => m.push(true),
  /* NEWFALSE */ 0x89: (m) => m.push(false),
  /* BININT1 */ 0x4b: (m) => m.push(BigInt(m.unsigned(1))),
  /* BININT2 */ 0x4d: (m) => m.push(BigInt(m.unsigned(2))),
  /* BININT */ 0x4a: (m) => m.push(m.signed32()),
  /* LONG1 */ 0x8a: (m) => m.push(m.long(m.unsigned(1))),
  /* BINFLOAT */ 0x47: (m) => m.push(m.float()),
  /* SHORT_BINUNICODE */ 0x8c: (m) => m.push(m.text(m.unsigned(1))),
  /* BINUNICODE */ 0x58: (m) => m.push(m.text(m.unsigned(4))),
  /* SHORT_BINBYTES */ 0x43: (m) => bytes(m, m.unsigned(1)),
  /* BINBYTES */ 0x42: (m) => bytes(m, m.unsigned(4)),
  /* EMPTY_TUPLE */ 0x29: (m) => m.push(new Tuple([])),
  /* TUPLE1 */ 0x85: (m) => m.push(new Tuple(m.popSeveral(1))),
  /* TUPLE2 */ 0x86: (m) => m.push(new Tuple(m.popSeveral(2))),
  /* TUPLE3 */ 0x87: (m) => m.push(new Tuple(m.popSeveral(3))),
  /* TUPLE */ 0x74: (m) => m.push(new Tuple(m.popMark())),
  /* EMPTY_LIST */ 0x5d: (m) => m.push([]),
  /* APPEND */ 0x61: (m) => m.append([m.pop()]),
  /* APPENDS */ 0x65: (m) => m.append(m.popMark()),
  /* EMPTY_DICT */ 0x7d: (m) => m.push(new Dict()),
  /* SETITEM */ 0x73: (m) => m.setItems(m.popSeveral(2)),
  /* SETITEMS */ 0x75: (m) => m.setItems(m.popMark()),
  /* EMPTY_SET */ 0x8f: (m) => m.push(new Opaque()),
  /* ADDITEMS */ 0x90: (m) => {
    m.popMark();
    if (!(m.top() instanceof Opaque)) throw new SyntaxError('it adds to what is not a set');
  },
  /* BINPUT */ 0x71: (m) => m.remember(m.unsigned(1)),
  /* LONG_BINPUT */ 0x72: (m) => m.remember(m.unsigned(4)),
  /* MEMOIZE */ 0x94: (m) => m.remember(),
  /* BINGET */ 0x68: (m) => m.recall(m.unsigned(1)),
  /* LONG_BINGET */ 0x6a: (m) => m.recall(m.unsigned(4)),
  /* GLOBAL */ 0x63: (m) => m.global(m.line(), m.line()),
  /* STACK_GLOBAL */ 0x93: (m) => {
    const [module, qualifiedName] = m.popSeveral(2);
    if (typeof module !== 'string' || typeof qualifiedName !== 'string')
      throw new SyntaxError('a global has no name');
    m.global(module, qualifiedName);
  },
  /* REDUCE */ 0x52: (m) => m.call(),
  /* NEWOBJ */ 0x81: (m) => m.call(),
  /* BUILD */ 0x62: (m) => m.build(),
  /* BINPERSID */ 0x51: (m) => m.push(storage(m.pop())),
};

/** What Python takes as a key. */
function hashable(key: PickleValue): PickleValue {
  if (Array.isArray(key) || key instanceof Dict) throw new SyntaxError('a list or a dict is a key');
  return key;
}

function bytes(machine: Machine, length: number): void {
  machine.take(length);
  machine.push(new Opaque());
}
