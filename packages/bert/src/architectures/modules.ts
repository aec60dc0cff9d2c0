import type { BertConfig } from '../checkpoint/config.ts';
import { architectureOf } from './index.ts';

/** The module whose weights a layer has. */
export function blockOf(config: BertConfig, layer: number): string {
  const { layers, groups } = config;
  // As `AlbertTransformer` has it, division included.
  return architectureOf(config).block.module.replace('*', `${Math.floor(layer / (layers / groups))}`);
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
