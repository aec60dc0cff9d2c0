import { ModelError } from '../src/errors.ts';
import { mutant } from './mutate.ts';
import { Random } from './random.ts';
import type { Target } from './targets/target.ts';

/** How an input ended. */
export type Ending =
  | { readonly kind: 'accepted' | 'refused' }
  | { readonly kind: 'fault'; readonly what: string };

/** The input of a number: the same for the same seed. */
export function inputOf(target: Target, seed: number, index: number): Uint8Array {
  const random = new Random(Math.imul(seed, 0x9e37_79b1) ^ index);
  const { inside } = target;
  return inside && random.below(2) === 0 ? inside.around(mutant(inside, random)) : mutant(target, random);
}

/** Tries one input. A value or a ModelError of one line is an end; any other is a fault. */
export async function attempt(target: Target, bytes: Uint8Array): Promise<Ending> {
  try {
    await target.check(bytes);
    return { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof ModelError))
      return { kind: 'fault', what: String((error as Error).stack ?? error) };
    const { message } = error;
    if (message.length > 4000) return { kind: 'fault', what: `a message of ${message.length} characters` };
    return { kind: 'refused' };
  }
}
