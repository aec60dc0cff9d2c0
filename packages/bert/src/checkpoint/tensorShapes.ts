import { architectureOf } from '../architectures/index.ts';
import { blockCount, blockOf, projectionOf } from '../architectures/modules.ts';
import type { BertConfig } from './config.ts';

type Shape = readonly number[];

/**
 * The tensors of a classifier, by the names that transformers gives them, with the shapes that the configuration asks for. A dense weight
 * is [out, in].
 */
export function tensorShapes(config: BertConfig): ReadonlyMap<string, Shape> {
  const { hiddenSize, embeddingSize, intermediateSize, labels } = config;
  const { embeddings, block, head } = architectureOf(config);
  const projection = projectionOf(config);
  return new Map<string, Shape>([
    [`${embeddings.word}.weight`, [config.vocabSize, embeddingSize]],
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
    ...dense(head.dense, hiddenSize, hiddenSize),
    ...dense(head.output, labels.length, hiddenSize),
  ]);
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
