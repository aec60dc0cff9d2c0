import { joined } from './files/zipFile.ts';
import { changedJson } from './json.ts';
import type { Random } from './random.ts';
import type { Material } from './targets/target.ts';

/** Inputs stay smaller than this, so that many can be tried. */
const maximumBytes = 200_000;

/** Numbers at which sizes and offsets go wrong. */
const edges = [0, 1, 2, 4, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

type Change = (
  bytes: Uint8Array,
  random: Random,
  other: Uint8Array,
  tokens: readonly Uint8Array[],
) => Uint8Array;

const changes: readonly Change[] = [
  function flipBit(bytes, random) {
    return changed(bytes, random, (copy, at) => (copy[at]! ^= 1 << random.below(8)));
  },
  function setByte(bytes, random) {
    return changed(bytes, random, (copy, at) => (copy[at] = random.below(256)));
  },
  function setNumber(bytes, random) {
    return changed(bytes, random, (copy, at) => {
      const width = Math.min(random.pick([1, 2, 4, 8]), copy.length - at);
      const number = BigInt(random.pick(edges)) + BigInt(random.below(3) - 1);
      for (let i = 0; i < width; i++) copy[at + i] = Number((number >> BigInt(8 * i)) & 255n);
    });
  },
  function addToNumber(bytes, random) {
    return changed(bytes, random, (copy, at) => (copy[at] = copy[at]! + random.below(33) - 16));
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  function remove(bytes, random) {
    const [from, to] = span(bytes, random);
    return joined([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(bytes, random) {
    const [from, to] = span(bytes, random);
    const times = random.pick([1, 1, 2, 30]);
    return joined([
      bytes.subarray(0, to),
      ...Array.from({ length: times }, () => bytes.subarray(from, to)),
      bytes.subarray(to),
    ]);
  },
  function move(bytes, random) {
    const [from, to] = span(bytes, random);
    const rest = joined([bytes.subarray(0, from), bytes.subarray(to)]);
    return inserted(rest, bytes.subarray(from, to), random);
  },
  function insertToken(bytes, random, _, tokens) {
    return inserted(bytes, random.pick(tokens), random);
  },
  function overwriteToken(bytes, random, _, tokens) {
    const token = random.pick(tokens);
    return changed(bytes, random, (copy, at) => copy.set(token.subarray(0, copy.length - at), at));
  },
  function insertOther(bytes, random, other) {
    const [from, to] = span(other, random);
    return inserted(bytes, other.subarray(from, to), random);
  },
  function changeDigit(bytes, random) {
    const digits = [...bytes.keys()].filter((at) => bytes[at]! >= 0x30 && bytes[at]! <= 0x39);
    if (digits.length === 0) return bytes;
    const at = random.pick(digits);
    const text = random.pick([
      '-1',
      '0',
      '1',
      '1e9',
      '0.5',
      '9007199254740993',
      '1e999',
      '99999999999',
      'null',
      '"1"',
      '[]',
      '{}',
    ]);
    return joined([bytes.subarray(0, at), new TextEncoder().encode(text), bytes.subarray(at + 1)]);
  },
];

/** One of the corpus with some changes, at times none: that it is read shows that reading works at all. */
export function mutant({ corpus, tokens, json = false }: Material, random: Random): Uint8Array {
  const count = random.pick([0, 1, 1, 1, 2, 2, 3, 5, 8]);
  let bytes = random.pick(corpus);
  if (json && random.below(2) === 0) return changedJson(bytes, random, random.pick(corpus), count);
  for (let i = 0; i < count; i++) {
    bytes = random.pick(changes)(bytes, random, random.pick(corpus), tokens).subarray(0, maximumBytes);
  }
  return bytes;
}

function changed(
  bytes: Uint8Array,
  random: Random,
  change: (copy: Uint8Array, at: number) => void,
): Uint8Array {
  if (bytes.length === 0) return bytes;
  const copy = bytes.slice();
  change(copy, random.below(copy.length));
  return copy;
}

function inserted(bytes: Uint8Array, part: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  return joined([bytes.subarray(0, at), part, bytes.subarray(at)]);
}

/** Mostly a short one. */
function span(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  const length = random.below(random.pick([3, 12, 100, bytes.length + 1]));
  return [from, Math.min(bytes.length, from + length)];
}
