import { sizeOf } from '@gradlens/tensor';
import { headOf } from '../architectures/heads.ts';
import { architectureOf } from '../architectures/index.ts';
import { blockCount, blockOf, projectionOf, wordTableOf } from '../architectures/modules.ts';
import type { BertConfig } from './config.ts';

type Shape = readonly number[];

/**
 * The tensors of a model, by the names that transformers gives them, with the shapes that the configuration asks for. A dense weight
 * is [out, in].
 */
export function tensorShapes(config: BertConfig): ReadonlyMap<string, Shape> {
  const { hiddenSize, embeddingSize, intermediateSize, labels } = config;
  const { embeddings, block } = architectureOf(config);
  const { pooler, output } = headOf(config);
  const projection = projectionOf(config);
  return new Map<string, Shape>([
    [wordTableOf(config), [config.vocabSize, embeddingSize]],
    [`${embeddings.position}.weight`, [config.maxPositions, embeddingSize]],
    ...(embeddings.type === null
      ? []
      : ([[`${embeddings.type}.weight`, [config.typeVocabSize, embeddingSize]]] as const)),
    ...layerNorm(embeddings.norm, embeddingSize),
    ...(projection === null ? [] : dense(projection, hiddenSize, embeddingSize)),
    ...Array.from({ length: blockCount(config) }, (_, n) => {
      const module = blockOf(config, n);
      return [
        ...dense(`${module}.${block.query}`, hiddenSize, hiddenSize),
        ...dense(`${module}.${block.key}`, hiddenSize, hiddenSize),
        ...dense(`${module}.${block.value}`, hiddenSize, hiddenSize),
        ...dense(`${module}.${block.attentionOutput}`, hiddenSize, hiddenSize),
        ...layerNorm(`${module}.${block.attentionNorm}`, hiddenSize),
        ...dense(`${module}.${block.intermediate}`, intermediateSize, hiddenSize),
        ...dense(`${module}.${block.output}`, hiddenSize, intermediateSize),
        ...layerNorm(`${module}.${block.outputNorm}`, hiddenSize),
      ];
    }).flat(),
    ...(pooler === null ? [] : dense(pooler.dense, hiddenSize, hiddenSize)),
    ...dense(output, labels.length, hiddenSize),
  ]);
}

/** Bytes of a classifier's weights as float32, but for the table of words, which stays with the host, and for matrices that are `half`. */
export function bytesOnDevice(config: BertConfig, half: (name: string) => boolean = () => false): number {
  return [...tensorShapes(config)]
    .filter(([name]) => name !== wordTableOf(config))
    .reduce((total, [name, shape]) => total + (shape.length === 2 && half(name) ? 2 : 4) * sizeOf(shape), 0);
}

function dense(module: string, out: number, from: number): [string, Shape][] {
  return [
    [`${module}.weight`, [out, from]],
    [`${module}.bias`, [out]],
  ];
}

function layerNorm(module: string, size: number): [string, Shape][] {
  return [
    [`${module}.weight`, [size]],
    [`${module}.bias`, [size]],
  ];
}
