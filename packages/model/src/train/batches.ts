import type { Random } from '@gradlens/tensor';

/** A text as the model reads it. */
export interface EncodedExample {
  readonly ids: readonly number[];
  readonly label: number;
}

/** Rows of equal length, padded. */
export interface Batch {
  readonly rows: number;
  readonly tokens: number;
  /** i32 [rows, tokens] */
  readonly inputIds: Int32Array;
  /** f32 [rows, tokens] */
  readonly attentionMask: Float32Array;
  /** f32 [rows, labels]: probabilities to be learned; all 0 for rows that only fill the batch. */
  readonly targets: Float32Array;
  /** One per row; −1 for rows that only fill the batch. */
  readonly labels: Int32Array;
}

/** Lengths to which texts are padded: few, because each has kernels of its own. */
const LENGTHS = [8, 12, 16, 24, 32, 48, 64, 128];

export interface BatchOptions {
  readonly rows: number;
  readonly labelCount: number;
  readonly labelSmoothing: number;
  readonly padTokenId: number;
}

/** Examples of similar length together, in the order given; each batch is full, the last of a length filled up with empty rows. */
export function batches(examples: readonly EncodedExample[], options: BatchOptions): Batch[] {
  const byLength = new Map<number, EncodedExample[]>(LENGTHS.map((length) => [length, []]));
  const result: Batch[] = [];
  for (const example of examples) {
    const tokens = LENGTHS.find((length) => length >= example.ids.length);
    if (tokens === undefined) continue;
    const group = byLength.get(tokens)!;
    group.push(example);
    if (group.length === options.rows) result.push(pack(group.splice(0), tokens, options));
  }
  for (const [tokens, group] of byLength) if (group.length > 0) result.push(pack(group, tokens, options));
  return result;
}

function pack(examples: readonly EncodedExample[], tokens: number, options: BatchOptions): Batch {
  const { rows, labelCount, labelSmoothing, padTokenId } = options;
  const inputIds = new Int32Array(rows * tokens).fill(padTokenId);
  const attentionMask = new Float32Array(rows * tokens);
  const targets = new Float32Array(rows * labelCount);
  const labels = new Int32Array(rows).fill(-1);
  // A row without tokens would attend to nothing: the first place stays open.
  for (let row = 0; row < rows; row++) attentionMask[row * tokens] = 1;
  for (const [row, { ids, label }] of examples.entries()) {
    inputIds.set(ids, row * tokens);
    attentionMask.fill(1, row * tokens, row * tokens + ids.length);
    targets.fill(labelSmoothing / labelCount, row * labelCount, (row + 1) * labelCount);
    targets[row * labelCount + label]! += 1 - labelSmoothing;
    labels[row] = label;
  }
  return { rows, tokens, inputIds, attentionMask, targets, labels };
}

/** Replaces tokens by [UNK] at random, [CLS] and [SEP] excepted, so that the model learns to do without any single word. */
export function dropWords(
  { ids, label }: EncodedExample,
  rate: number,
  unkTokenId: number,
  random: Random,
): EncodedExample {
  const last = ids.length - 1;
  return { label, ids: ids.map((id, i) => (i > 0 && i < last && random.uniform() < rate ? unkTokenId : id)) };
}
