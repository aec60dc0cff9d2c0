import type { BertConfig } from '../checkpoint/config.ts';
import { architectureOf } from './index.ts';

/** How many blocks there are one after the other. */
export function blockCount({ layers, blocksPerLayer }: BertConfig): number {
  return layers * blocksPerLayer;
}

/** The module whose weights a block has, which is counted over all layers. */
export function blockOf(config: BertConfig, block: number): string {
  const { layers, groups, blocksPerLayer } = config;
  const layer = Math.floor(block / blocksPerLayer);
  // As `AlbertTransformer` has it, division included.
  const group = Math.floor(layer / (layers / groups));
  return architectureOf(config)
    .block.module.replace('*', `${group}`)
    .replace('*', `${block % blocksPerLayer}`);
}

/** The dense layer between embeddings and blocks; null where there is none. */
export function projectionOf(config: BertConfig): string | null {
  const { projection } = architectureOf(config).embeddings;
  if (projection === null) return null;
  return projection.ifNeeded && config.embeddingSize === config.hiddenSize ? null : projection.module;
}

/** The table of word embeddings. */
export function wordTableOf(config: BertConfig): string {
  return `${architectureOf(config).embeddings.word}.weight`;
}
