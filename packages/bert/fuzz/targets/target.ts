/** What inputs are made of. */
export interface Material {
  /** Sound files, and some that are not, from which the changes start. */
  readonly corpus: readonly Uint8Array[];
  /** What is put into them, beside parts of one another: words and codes of the format. */
  readonly tokens: readonly Uint8Array[];
  /** Whether they are JSON: half of the changes are then of its values. */
  readonly json?: boolean;
}

/** A reader that is tried on files that were changed at random. */
export interface Target extends Material {
  readonly name: string;
  /** A part of the files. For half of the inputs it alone is changed, and put into a file whose sizes are those that it has. */
  readonly inside?: Material & { around(changed: Uint8Array): Uint8Array };
  /**
   * Reads an input, and holds what was accepted against a second way to see it.
   *
   * @throws ModelError where it is refused, which is as good as being accepted
   * @throws WronglyAccepted where the two ways differ; anything else is a fault as well
   */
  check(bytes: Uint8Array): Promise<void> | void;
}

export class WronglyAccepted extends Error {
  override readonly name = 'WronglyAccepted';
}

export function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new WronglyAccepted(what);
}

/** Whether two values are alike in every part; NaN is like NaN. */
export function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.constructor !== b.constructor) return false;
  if (a instanceof Map && b instanceof Map) return alike([...a], [...b]);
  if (ArrayBuffer.isView(a)) {
    return alikeBytes(a, b as ArrayBufferView);
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => alike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function alikeBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const [left, right] = [a, b].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return left!.length === right!.length && left!.every((byte, i) => byte === right![i]);
}

export const encoded = (...texts: readonly string[]) => texts.map((text) => new TextEncoder().encode(text));

/** What JSON is made of. */
export const jsonPieces = ['null', 'true', '[', ']', '{', '}', '"', ',', ':'] as const;
