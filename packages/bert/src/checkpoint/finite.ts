import { ModelError } from '../errors.ts';
import { coordinates } from '../coordinates.ts';
import type { StoredFloats } from '../safetensors/storedFloats.ts';
import { show } from '../show.ts';

/** @throws ModelError naming the first element that is NaN or infinite */
export function checkFinite(
  numbers: StoredFloats,
  shape: readonly number[],
  tensorName: string,
  fileName: string,
): void {
  let before = 0;
  for (const part of numbers.parts()) {
    const index = firstNotFinite(part);
    if (index < part.length) {
      const position = shape.length > 0 ? ` at [${coordinates(before + index, shape).join(', ')}]` : '';
      throw new ModelError(
        `${fileName}: tensor ${show(tensorName)} holds ${part[index]}${position}; a model's weights must be finite`,
      );
    }
    before += part.length;
  }
}

/** A loop, since `findIndex` takes several times as long: seconds for BERT-base. */
function firstNotFinite(data: Float32Array): number {
  let index = 0;
  while (index < data.length && Number.isFinite(data[index])) index++;
  return index;
}
