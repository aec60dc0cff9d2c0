import { architectureOf } from '../architectures/index.ts';
import type { BertConfig } from '../checkpoint/config.ts';

/** The positions that a model gives to a row of ids [tokens], as `create_position_ids_from_input_ids` of transformers does where padding counts. */
export function positionIds(config: BertConfig, inputIds: Int32Array): Int32Array {
  const { firstPosition, padTokenId } = config;
  if (!architectureOf(config).embeddings.positionsFollowPadding) return Int32Array.from(inputIds.keys());
  let next = firstPosition;
  return inputIds.map((id) => (id === padTokenId ? padTokenId : next++));
}
