import type { AdamWOptions } from './adamw.ts';

/** Everything that decides what comes out of training, besides the data. */
export interface Recipe {
  readonly vocabularySize: number;
  /** `config.json` of the model, but for the size of the vocabulary, which is counted. */
  readonly model: ModelDescription;
  /** One after the other. The vocabulary is learned from the texts of the first. */
  readonly stages: readonly Stage[];
  readonly adamw: AdamWOptions;
  readonly seed: number;
}

export interface Stage {
  readonly name: string;
  /** What is learned from: a file of the data folder, in lines of a text, a tab and the label. */
  readonly file: string;
  /** Texts are reviews of many sentences, and each epoch reads a crop of at most so many tokens of each; if absent it reads texts whole. */
  readonly cropTokens?: number;
  /** Most sentences of a crop; as many as there is room for if absent. */
  readonly cropSentences?: number;
  /** The stage whose outcome this one starts from; the one before it if absent. */
  readonly from?: string;
  /** The stage whose outcome gives each text its labels, as probabilities; those of the file are taken if absent. */
  readonly teacher?: string;
  /** What the file's label adds to the teacher's logit of it: a review's polarity makes that of its sentences more likely. */
  readonly labelLogit?: number;
  /**
   * How often the stage is run from the same start, each time with another seed; the mean of the parameters is its outcome ("model soup",
   * Wortsman et al. 2022). Once if absent.
   */
  readonly runs?: number;
  readonly epochs: number;
  /** Texts in a batch. */
  readonly rows: number;
  readonly peakLearningRate: number;
  /** Part of the stage in which the learning rate rises. */
  readonly warmUp: number;
  readonly dropoutRate: number;
  /** How often a token is replaced by [UNK]. */
  readonly wordDropRate: number;
  /** How often a whole text's "is n't", as SST-2 writes it, is read as everybody's "isn't"; never if absent. */
  readonly joinRate?: number;
  readonly labelSmoothing: number;
}

export type ModelDescription = Readonly<Record<string, unknown>> & {
  readonly max_position_embeddings: number;
};

/** How the bundled model is made. The model card tells what came of it. */
export const recipe: Recipe = {
  vocabularySize: 16_000,
  model: {
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
    hidden_size: 192,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    intermediate_size: 768,
    hidden_act: 'gelu',
    max_position_embeddings: 128,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    pad_token_id: 0,
    problem_type: 'single_label_classification',
    id2label: { 0: 'negative', 1: 'positive' },
    label2id: { negative: 0, positive: 1 },
  },
  stages: [
    {
      name: 'pretraining',
      file: 'imdb/labelled.tsv.gz',
      cropTokens: 32,
      epochs: 6,
      rows: 64,
      peakLearningRate: 1e-3,
      warmUp: 0.1,
      dropoutRate: 0,
      wordDropRate: 0.1,
      labelSmoothing: 0.1,
    },
    {
      name: 'fine-tuning',
      file: 'sst2/train.tsv',
      epochs: 2,
      rows: 64,
      peakLearningRate: 6e-4,
      warmUp: 0.1,
      dropoutRate: 0.3,
      wordDropRate: 0.1,
      labelSmoothing: 0.1,
    },
    {
      name: 'self-training',
      file: 'imdb/labelled.tsv.gz',
      cropTokens: 40,
      cropSentences: 1,
      from: 'pretraining',
      teacher: 'fine-tuning',
      labelLogit: 0.8,
      epochs: 3,
      rows: 128,
      peakLearningRate: 7e-4,
      warmUp: 0.1,
      dropoutRate: 0.1,
      wordDropRate: 0.1,
      labelSmoothing: 0,
    },
    {
      name: 'second-fine-tuning',
      file: 'sst2/train.tsv',
      epochs: 2,
      runs: 3,
      rows: 64,
      peakLearningRate: 6e-4,
      warmUp: 0.1,
      dropoutRate: 0.3,
      wordDropRate: 0.1,
      joinRate: 0.5,
      labelSmoothing: 0.1,
    },
  ],
  adamw: {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    maxGradientNorm: 1,
  },
  seed: 20,
};
