import type { Random } from './random.ts';

type Json = unknown;
type Entry = readonly [key: string, value: Json];

/** Values with which readers do not reckon. */
const constants: readonly Json[] = [null, true, false];
const numbers: readonly Json[] = [0, 1, -1, 2, 0.5, 512, 2 ** 31, 2 ** 53, 1e308];
const texts: readonly Json[] = ['', 'a', 'the', '__proto__', '\u0000', '\ud800', '▁', 'Ġ', '🙂', 'e\u0301'];
const edges: readonly Json[] = [...constants, ...numbers, ...texts, [], {}, [[]], ['a', 1]];

/**
 * A JSON text of which some values are others: what comes out is JSON again, so that it gets past whoever parses it.
 * Texts that are none come back as they are.
 */
export function changedJson(text: Uint8Array, random: Random, other: Uint8Array, count: number): Uint8Array {
  const whole = parsed(text);
  const [value, others] = [whole, parsed(other)];
  if (value === undefined || others === undefined) return text;
  let changed = value.json;
  for (let i = 0; i < count; i++) changed = edited(changed, [value.json, others.json], random);
  return new TextEncoder().encode(JSON.stringify(changed));
}

function parsed(text: Uint8Array): { readonly json: Json } | undefined {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) };
  } catch {
    return undefined;
  }
}

/** Changes one place of a value, mostly deep within it. */
function edited(value: Json, sources: readonly Json[], random: Random): Json {
  const entries = entriesOf(value);
  if (entries.length === 0 || random.below(6) === 0) return replaced(value, sources, random);
  const at = random.below(entries.length);
  const [key, child] = entries[at]!;
  const [otherKey, otherChild] = placeIn(random.pick(sources), random);
  const changes: readonly (() => readonly Entry[])[] = [
    () => entries.toSpliced(at, 1),
    () => entries.toSpliced(at, 0, [otherKey, otherChild]),
    () => entries.with(at, [otherKey, child]),
    () => entries.with(at, [random.pick(entries)[0], child]),
  ];
  const change = random.below(12);
  const made = changes[change]?.() ?? entries.with(at, [key, edited(child, sources, random)]);
  return Array.isArray(value) ? made.map(([, item]) => item) : Object.fromEntries(made);
}

function replaced(value: Json, sources: readonly Json[], random: Random): Json {
  const changes: readonly (() => Json)[] = [
    () => random.pick(edges),
    () => placeIn(random.pick(sources), random)[1],
    () => (typeof value === 'number' ? value + random.pick([-1, 1, 0.5, -value, value]) : [value]),
    () => (typeof value === 'string' ? stringLike(value, random) : !value),
  ];
  return random.pick(changes)();
}

function stringLike(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return random.pick([
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + random.pick(['a', ' ', '\u0301', '\\', '[', '*', '電']) + text.slice(at),
    text + text,
    text.toUpperCase(),
  ]);
}

/** Some place of a value, with the key under which it stands. */
function placeIn(value: Json, random: Random): Entry {
  const entries = entriesOf(value);
  if (entries.length === 0) return ['a', value];
  const [key, child] = random.pick(entries);
  return random.below(3) === 0 || entriesOf(child).length === 0 ? [key, child] : placeIn(child, random);
}

function entriesOf(value: Json): readonly Entry[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
