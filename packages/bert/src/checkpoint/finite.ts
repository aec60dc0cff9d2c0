import { ModelError } from '../errors.ts';
import { coordinates } from '../coordinates.ts';
import { show } from '../show.ts';

/** @throws ModelError naming the first element that is NaN or infinite */
export function checkFinite(
  data: Float32Array,
  shape: readonly number[],
  tensorName: string,
  fileName: string,
): void {
  const index = firstNotFinite(data);
  if (index === data.length) return;
  const position = shape.length > 0 ? ` at [${coordinates(index, shape).join(', ')}]` : '';
  throw new ModelError(
    `${fileName}: tensor ${show(tensorName)} holds ${data[index]}${position}; a model's weights must be finite`,
  );
}

/** A loop, since `findIndex` takes several times as long: seconds for BERT-base. */
function firstNotFinite(data: Float32Array): number {
  let index = 0;
  while (index < data.length && Number.isFinite(data[index])) index++;
  return index;
}
