import { sizeOf, type Shape } from '../graph/shape.ts';

/** A value's need of memory: how much, and from the step that writes it to the last that reads it, both included. */
export interface Lifetime {
  readonly shape: Shape;
  readonly first: number;
  readonly last: number;
}

/**
 * Slots such that values alive at the same time never share one, and each value's slot; largest values first, each into the
 * smallest slot that is free for its lifetime (Pisarchyk and Lee 2020, "greedy by size for shared objects").
 */
export function assignSlots(lifetimes: readonly Lifetime[]): { slots: number[]; slotOf: number[] } {
  const slots: { size: number; users: Lifetime[] }[] = [];
  const slotOf: number[] = Array(lifetimes.length).fill(-1);
  const bySize = [...lifetimes.keys()].sort(
    (a, b) => sizeOf(lifetimes[b]!.shape) - sizeOf(lifetimes[a]!.shape) || a - b,
  );
  for (const i of bySize) {
    const lifetime = lifetimes[i]!;
    // Sizes descend, so every slot is large enough and the newest that is free is the smallest.
    let slot = slots.findLastIndex(({ users }) =>
      users.every((user) => user.last < lifetime.first || lifetime.last < user.first),
    );
    if (slot < 0) slot = slots.push({ size: sizeOf(lifetime.shape), users: [] }) - 1;
    slots[slot]!.users.push(lifetime);
    slotOf[i] = slot;
  }
  return { slots: slots.map(({ size }) => size), slotOf };
}
