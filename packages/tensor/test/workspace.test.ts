import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Workspace } from '../src/backends/workspace.ts';

interface Memory {
  readonly elements: number;
}

/** A workspace, and the memory it holds now. */
function observed() {
  const held = new Set<Memory>();
  const workspace = new Workspace<Memory>(
    (elements) => {
      const memory = { elements };
      held.add(memory);
      return memory;
    },
    (memory) => held.delete(memory),
  );
  return { workspace, held };
}

const total = (sizes: Iterable<number>): number => [...sizes].reduce((sum, size) => sum + size, 0);
const sizes = fc.array(fc.nat(5000), { maxLength: 12 });

test('each share has a block of its own for each size, in order, and all memory goes with the last share', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(sizes, sizes, fc.boolean()), { maxLength: 6 }), (requests) => {
      const { workspace, held } = observed();
      const shares = requests.map(([slots, inputs, early]) => {
        const share = workspace.take({ slots, inputs });
        const blocks = [...share.blocks.slots, ...share.blocks.inputs];
        expect(blocks).toHaveLength(slots.length + inputs.length);
        expect(new Set(blocks).size).toBe(blocks.length);
        for (const [i, elements] of [...slots, ...inputs].entries()) {
          expect(blocks[i]!.elements).toBeGreaterThanOrEqual(elements);
          expect(held).toContain(blocks[i]);
        }
        if (early) share.release();
        return { ...share, early };
      });
      for (const { release, early } of shares) if (!early) release();
      expect(held.size).toBe(0);
    }),
  );
});

test('what comes after the largest takes nothing, and the largest a quarter more than it asks for at most', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
      (slots, shrink) => {
        const { workspace, held } = observed();
        workspace.take({ slots });
        const first = total([...held].map(({ elements }) => elements));
        expect(first).toBeLessThanOrEqual(1.25 * total(slots) + slots.length);
        for (const factor of shrink)
          workspace.take({ slots: slots.map((size) => Math.floor(factor * size)) });
        expect(total([...held].map(({ elements }) => elements))).toBe(first);
      },
    ),
  );
});

test('where memory runs out, nothing is taken', () => {
  const { workspace, held } = observed();
  let left = 2;
  const scarce = new Workspace<Memory>(
    (elements) => {
      if (left-- === 0) throw new RangeError('no more');
      return workspace.take({ only: [elements] }).blocks.only[0]!;
    },
    (memory) => held.delete(memory),
  );
  expect(() => scarce.take({ slots: [10, 20, 30] })).toThrow('no more');
  expect(held.size).toBe(0);
});
