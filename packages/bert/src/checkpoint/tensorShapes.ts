import type { BertConfig } from './config.ts';

type Shape = readonly number[];

/**
 * The tensors of a `BertForSequenceClassification`, by the names that transformers gives them (`modeling_bert.py`), with
 * the shapes that the configuration asks for. A dense weight is [out, in].
 */
export function tensorShapes(config: BertConfig): ReadonlyMap<string, Shape> {
  const { hiddenSize, intermediateSize, labels } = config;
  return new Map<string, Shape>([
    ['bert.embeddings.word_embeddings.weight', [config.vocabSize, hiddenSize]],
    ['bert.embeddings.position_embeddings.weight', [config.maxPositions, hiddenSize]],
    ['bert.embeddings.token_type_embeddings.weight', [config.typeVocabSize, hiddenSize]],
    ...layerNorm('bert.embeddings.LayerNorm', hiddenSize),
    ...Array.from({ length: config.layers }, (_, n) => {
      const layer = `bert.encoder.layer.${n}`;
      return [
        ...dense(`${layer}.attention.self.query`, hiddenSize, hiddenSize),
        ...dense(`${layer}.attention.self.key`, hiddenSize, hiddenSize),
        ...dense(`${layer}.attention.self.value`, hiddenSize, hiddenSize),
        ...dense(`${layer}.attention.output.dense`, hiddenSize, hiddenSize),
        ...layerNorm(`${layer}.attention.output.LayerNorm`, hiddenSize),
        ...dense(`${layer}.intermediate.dense`, intermediateSize, hiddenSize),
        ...dense(`${layer}.output.dense`, hiddenSize, intermediateSize),
        ...layerNorm(`${layer}.output.LayerNorm`, hiddenSize),
      ];
    }).flat(),
    ...dense('bert.pooler.dense', hiddenSize, hiddenSize),
    ...dense('classifier', labels.length, hiddenSize),
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
