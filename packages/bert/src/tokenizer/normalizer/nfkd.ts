import { AlignedText } from '../alignedText.ts';
import { CodePointSet } from '../unicode/codePointSet.ts';
import { compatible } from '../unicode/beyondBertData.ts';
import { canonicalDecomposition, CharacterClass, hasClass } from '../unicode/unicode.ts';
import { CanonicalOrder } from './canonicalOrder.ts';
import type { Normalizer } from './normalizer.ts';

const compatibleSet = new CodePointSet(compatible);
const changedByNfd = CharacterClass.decomposes | CharacterClass.combines;

/** Hugging Face's `NFKD`. */
export class Nfkd implements Normalizer {
  readonly #order = new CanonicalOrder(decompositionOf, (codePoint, start, end) =>
    this.#output.push(codePoint, start, end),
  );
  #output = new AlignedText();

  normalize(input: AlignedText, output: AlignedText): void {
    this.#output = output;
    for (let i = 0; i < input.length; i++) {
      const codePoint = input.codePoints[i]!;
      if (hasClass(codePoint, changedByNfd) || compatibleSet.has(codePoint)) {
        this.#order.push(codePoint, input.starts[i]!, input.ends[i]!);
      } else {
        this.#order.flush();
        output.push(codePoint, input.starts[i]!, input.ends[i]!);
      }
    }
    this.#order.flush();
  }
}

function decompositionOf(codePoint: number): readonly number[] | undefined {
  if (!compatibleSet.has(codePoint)) return canonicalDecomposition(codePoint);
  return Array.from(String.fromCodePoint(codePoint).normalize('NFKD'), (part) => part.codePointAt(0)!);
}
