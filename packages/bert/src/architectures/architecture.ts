/** The function between the two dense layers of a block, by its name in transformers: `gelu_new` is the tanh form of `gelu`. */
export type HiddenAct = 'gelu' | 'gelu_new' | 'relu';

/**
 * A field of `config.json`, and its value where the file leaves it out; a null name: no file changes it. Where there is a field called `alias`, that counts
 * (`attribute_map` of transformers' configurations).
 */
export type Field<Value = number> = readonly [name: string | null, fallback: Value, alias?: string];

/** A function of activations, by its name in transformers. */
export type Activation = HiddenAct | 'tanh';

/**
 * In what a model of BERT's family differs from the others: how `config.json` and the weights call things, and which parts there are. Names of
 * modules are those of the tensors without `.weight` and `.bias`.
 */
export interface Architecture {
  /** What the names of transformers' classes begin with. */
  readonly name: string;
  readonly fields: ConfigFields;
  readonly embeddings: EmbeddingModules;
  readonly block: BlockModules;
  /** Of a classifier of texts; those of other tasks are the same in all models. */
  readonly head: HeadModules;
  /** What the names of tensors begin with that pre-training leaves behind. */
  readonly leftovers: readonly string[];
}

/** What a null stands for is said beside it. */
export interface ConfigFields {
  readonly vocabSize: Field;
  readonly hiddenSize: Field;
  /** null: `hiddenSize` */
  readonly embeddingSize: Field | null;
  readonly layers: Field;
  /** null: `layers` */
  readonly groups: Field | null;
  /** null: 1 */
  readonly blocksPerLayer: Field | null;
  readonly heads: Field;
  readonly intermediateSize: Field;
  readonly hiddenAct: Field<HiddenAct>;
  readonly layerNormEps: Field;
  readonly maxPositions: Field;
  /** null: there are no types */
  readonly typeVocabSize: Field | null;
  readonly padTokenId: Field;
}

/** The embeddings of word, position and type are added up and normalised. */
export interface EmbeddingModules {
  readonly word: string;
  readonly position: string;
  readonly type: string | null;
  readonly norm: string;
  /**
   * Whether positions are counted from the one after the padding's id on, padding itself having that of its id; else from 0 on, padding
   * included.
   */
  readonly positionsFollowPadding: boolean;
  /** A dense layer from the embeddings' size to the hidden one; `ifNeeded`: there is none where these are the same. */
  readonly projection: { readonly module: string; readonly ifNeeded: boolean } | null;
}

export interface BlockModules {
  /** A block of a layer: the first `*` is the number of the layer's group, a second one that of the block within the layer. */
  readonly module: string;
  // Within it:
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** What makes logits of a token's output. */
export interface HeadModules {
  /** A dense layer from the hidden size to itself, and an activation; null where there is none. */
  readonly pooler: { readonly dense: string; readonly activation: Activation } | null;
  /** The dense layer whose outputs are the logits. */
  readonly output: string;
}
