import { input, type NumericArray, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier, TextToken, TokenContext } from '../classifier.ts';

/** One row of tokens, as numbers. All are [tokens]. */
export interface TokenRow {
  readonly inputIds: Int32Array;
  readonly tokenTypeIds: Int32Array;
  readonly attentionMask: Float32Array;
  /** null: those that the model gives to the ids. */
  readonly positionIds: Int32Array | null;
}

/** A row of a text's tokens. */
export function tokenRow(tokens: readonly TextToken[]): TokenRow {
  return {
    inputIds: Int32Array.from(tokens, ({ id }) => id),
    tokenTypeIds: Int32Array.from(tokens, ({ type }) => type),
    attentionMask: new Float32Array(tokens.length).fill(1),
    positionIds: null,
  };
}

/** The row filled up to `length` tokens that nobody attends to. */
export function padded(row: TokenRow, length: number): TokenRow {
  const fill = <Numbers extends Int32Array | Float32Array>(numbers: Numbers, longer: Numbers): Numbers => {
    longer.set(numbers);
    return longer;
  };
  return {
    inputIds: fill(row.inputIds, new Int32Array(length)),
    tokenTypeIds: fill(row.tokenTypeIds, new Int32Array(length)),
    attentionMask: fill(row.attentionMask, new Float32Array(length)),
    positionIds: row.positionIds && fill(row.positionIds, new Int32Array(length)),
  };
}

/** The row without some tokens: the text closes up, and what is left over is filled up. */
export function withoutTokens(
  row: TokenRow,
  tokens: readonly TextToken[],
  isGone: (token: TextToken, i: number) => boolean,
): TokenRow {
  const left = tokens.filter((token, i) => !isGone(token, i));
  return padded(tokenRow(left), row.inputIds.length);
}

/** Input leaves for what goes with the words of rows. */
export function contextInputs(rows: number, length: number): TokenContext {
  return {
    tokenTypeIds: input('tokenTypeIds', [rows, length], 'i32'),
    attentionMask: input('attentionMask', [rows, length]),
    positionIds: input('positionIds', [rows, length], 'i32'),
  };
}

/** Their values. */
export function contextValues(
  model: DifferentiableClassifier,
  rows: readonly TokenRow[],
): Record<keyof TokenContext, NumericArray> {
  return {
    tokenTypeIds: Int32Array.from(rows.flatMap(({ tokenTypeIds }) => Array.from(tokenTypeIds))),
    positionIds: Int32Array.from(rows.flatMap((row) => Array.from(positionsOf(model, row)))),
    attentionMask: Float32Array.from(rows.flatMap(({ attentionMask }) => Array.from(attentionMask))),
  };
}

/** Rows of tokens as tensors: their word embeddings [rows, tokens, width], and what goes with them. */
export interface TokenTensors extends TokenContext {
  readonly words: Tensor;
}

/** Input leaves for rows of tokens. */
export function tokenInputs(model: DifferentiableClassifier, rows: number, length: number): TokenTensors {
  const width = model.widthOf(model.layers[0]!);
  return { words: input('words', [rows, length, width]), ...contextInputs(rows, length) };
}

/** Their values. */
export function tokenValues(
  model: DifferentiableClassifier,
  rows: readonly TokenRow[],
): Record<keyof TokenTensors, NumericArray> {
  const ids = Int32Array.from(rows.flatMap(({ inputIds }) => Array.from(inputIds)));
  return { words: model.wordEmbeddings(ids), ...contextValues(model, rows) };
}

/** The positions of a row's tokens; what it is filled up with has any that the model knows. */
export function positionsOf(
  model: DifferentiableClassifier,
  { inputIds, attentionMask, positionIds }: TokenRow,
): Int32Array {
  if (positionIds) return positionIds;
  const own = attentionMask.indexOf(0);
  const positions = new Int32Array(inputIds.length);
  positions.set(model.positionIds(own < 0 ? inputIds : inputIds.subarray(0, own)));
  return positions;
}
