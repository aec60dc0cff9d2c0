import { show } from '../show.ts';

/**
 * Reads the part of JSON that a safetensors header is made of: objects, lists, strings and integers, each where it is
 * expected. JSON.parse would do but for two things that let two readers see two different files: it keeps the last of
 * equal keys, and it rounds integers that a float64 cannot hold.
 *
 * Every method throws SyntaxError if something else stands at the current position.
 */
export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Calls `member` for each key; it must read the value. */
  object(member: (key: string) => void): void {
    const keys = new Set<string>();
    this.#sequence('{', '}', () => {
      const key = this.string();
      if (keys.has(key)) throw new SyntaxError(`the key ${show(key)} occurs twice`);
      keys.add(key);
      this.#expect(':');
      member(key);
    });
  }

  /** The items of a list, each read by `item`. */
  list<T>(item: () => T): T[] {
    const items: T[] = [];
    this.#sequence('[', ']', () => items.push(item()));
    return items;
  }

  string(): string {
    const start = this.#skipSpace();
    if (this.#text[start] !== '"') throw this.#unexpected('a string');
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#position = end + 1;
    const literal = this.#text.slice(start, end + 1);
    let value: string;
    try {
      value = JSON.parse(literal) as string;
    } catch (cause) {
      throw new SyntaxError(`malformed string at character ${start}`, { cause });
    }
    if (/\p{Surrogate}/u.test(value))
      throw new SyntaxError(`the string at character ${start} is not Unicode text`);
    return value;
  }

  /** An integer of 0 or more that a float64 holds exactly. */
  integer(): number {
    const start = this.#skipSpace();
    const digits = /(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
    digits.lastIndex = start;
    const literal = digits.exec(this.#text)?.[0];
    if (literal === undefined) throw this.#unexpected('a non-negative integer');
    const value = Number(literal);
    if (!Number.isSafeInteger(value)) throw new SyntaxError(`the number at character ${start} is too large`);
    this.#position = start + literal.length;
    return value;
  }

  end(): void {
    if (this.#skipSpace() < this.#text.length) throw this.#unexpected('nothing more');
  }

  #sequence(open: string, close: string, element: () => void): void {
    this.#expect(open);
    if (this.#found(close)) return;
    do element();
    while (this.#found(','));
    this.#expect(close);
  }

  #expect(character: string): void {
    if (!this.#found(character)) throw this.#unexpected(`"${character}"`);
  }

  #found(character: string): boolean {
    if (this.#text[this.#skipSpace()] !== character) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): number {
    const space = /[ \t\n\r]*/y;
    space.lastIndex = this.#position;
    space.test(this.#text);
    this.#position = space.lastIndex;
    return this.#position;
  }

  #unexpected(expected: string): SyntaxError {
    const found = this.#text[this.#position];
    const what = found === undefined ? 'the end' : show(found);
    return new SyntaxError(`expected ${expected} at character ${this.#position}, found ${what}`);
  }
}
