import { expect, test } from 'vitest';
import { attempt, inputOf, type Ending } from '../fuzz/attempt.ts';
import { targets } from '../fuzz/targets/index.ts';
import { demand, type Target } from '../fuzz/targets/target.ts';
import { ModelError } from '../src/errors.ts';

/** A few of the inputs of `npm run fuzz`, in this process. */
const inputs = Array.from({ length: 400 }, (_, index) => index);

test.each(targets)('changed files end in a value or in a sentence: $name', async (target) => {
  const counts = { accepted: 0, refused: 0 };
  const faults: string[] = [];
  for (const index of inputs) {
    const ending = await attempt(target, inputOf(target, 1, index));
    if (ending.kind === 'fault') faults.push(`${index}: ${ending.what}`);
    else counts[ending.kind]++;
  }
  expect(faults).toEqual([]);
  // Neither would be tried if all inputs ended in one way.
  expect(counts.accepted).toBeGreaterThan(20);
  expect(counts.refused).toBeGreaterThan(20);
});

test('an input of a number is always the same', () => {
  const [target] = targets;
  expect(inputOf(target!, 3, 7)).toEqual(inputOf(target!, 3, 7));
  expect(inputOf(target!, 3, 7)).not.toEqual(inputOf(target!, 4, 7));
});

test.each<[string, () => void, Ending['kind']]>([
  ['a value', () => {}, 'accepted'],
  ['a sentence', () => refuse('a.pt: no'), 'refused'],
  ['a foreign error', () => void [].at(0)!['x'], 'fault'],
  ['a value that is wrong', () => demand(false, 'other bytes'), 'fault'],
  ['a message without end', () => refuse('x'.repeat(1e5)), 'fault'],
])('%s is told from others', async (_, check, kind) => {
  const target: Target = { name: 'a', corpus: [], tokens: [], check };
  expect((await attempt(target, new Uint8Array())).kind).toBe(kind);
});

function refuse(message: string): never {
  throw new ModelError(message);
}
