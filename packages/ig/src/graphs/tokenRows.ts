import { input, type NumericArray, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier, TextToken, TokenContext } from '../classifier.ts';
import { joined } from './joined.ts';

/** One row of tokens, as numbers. All but the last are [tokens]. */
export interface TokenRow {
  readonly inputIds: Int32Array;
  readonly tokenTypeIds: Int32Array;
  readonly attentionMask: Float32Array;
  /** null: those that the model gives to the ids. */
  readonly positionIds: Int32Array | null;
  /** The tokens whose labels are read, by their places in the row: [reads]; null where the text as a whole is classified. */
  readonly reads: Int32Array | null;
}

/** What graphs of rows depend on. */
export interface RowShape {
  readonly tokens: number;
  /** 0 where the text as a whole is classified. */
  readonly reads: number;
}

export function shapeOf({ inputIds, reads }: TokenRow): RowShape {
  return { tokens: inputIds.length, reads: reads?.length ?? 0 };
}

/** Names a shape in the keys of graphs. */
export function shapeKey({ tokens, reads }: RowShape): string {
  return `${tokens}/${reads}`;
}

/** A row of a text's tokens, of which `reads` are read. */
export function tokenRow(tokens: readonly TextToken[], reads: Int32Array | null = null): TokenRow {
  return {
    inputIds: Int32Array.from(tokens, ({ id }) => id),
    tokenTypeIds: Int32Array.from(tokens, ({ type }) => type),
    attentionMask: new Float32Array(tokens.length).fill(1),
    positionIds: null,
    reads,
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
    reads: row.reads,
  };
}

/** The row without some tokens, none of which is read: it closes up, and what is left over is filled up. */
export function withoutTokens(
  row: TokenRow,
  tokens: readonly TextToken[],
  isGone: (token: TextToken, i: number) => boolean,
): TokenRow {
  const left = tokens.filter((token, i) => !isGone(token, i));
  const reads = row.reads && row.reads.map((read) => left.indexOf(tokens[read]!));
  return padded(tokenRow(left, reads), row.inputIds.length);
}

/** The leaves that all rows have besides their words. Where tokens are read there is one more, `reads`, which graphs pass on and do not name. */
export type ContextLeaf = Exclude<keyof TokenContext, 'reads'>;

/** Input leaves for what goes with the words of rows. */
export function contextInputs(rows: number, { tokens, reads }: RowShape): Pick<TokenContext, ContextLeaf> {
  return {
    tokenTypeIds: input('tokenTypeIds', [rows, tokens], 'i32'),
    attentionMask: input('attentionMask', [rows, tokens]),
    positionIds: input('positionIds', [rows, tokens], 'i32'),
    ...(reads > 0 && { reads: input('reads', [rows, reads, tokens]) }),
  };
}

/** Their values. */
export function contextValues(
  model: DifferentiableClassifier,
  rows: readonly TokenRow[],
): Record<ContextLeaf, NumericArray> {
  return {
    tokenTypeIds: Int32Array.from(rows.flatMap(({ tokenTypeIds }) => Array.from(tokenTypeIds))),
    positionIds: Int32Array.from(rows.flatMap((row) => Array.from(positionsOf(model, row)))),
    attentionMask: Float32Array.from(rows.flatMap(({ attentionMask }) => Array.from(attentionMask))),
    ...(rows[0]!.reads && { reads: joined(rows.map(readsOf)) }),
  };
}

/** Input leaves for rows of tokens: their word embeddings [rows, tokens, width of the first layer], and what goes with them. */
export function tokenInputs(
  model: DifferentiableClassifier,
  rows: number,
  shape: RowShape,
): Pick<TokenContext, ContextLeaf> & { readonly words: Tensor } {
  const width = model.widthOf(model.layers[0]!);
  return { words: input('words', [rows, shape.tokens, width]), ...contextInputs(rows, shape) };
}

/** Their values. */
export function tokenValues(
  model: DifferentiableClassifier,
  rows: readonly TokenRow[],
): Record<ContextLeaf | 'words', NumericArray> {
  const ids = Int32Array.from(rows.flatMap(({ inputIds }) => Array.from(inputIds)));
  return { words: model.wordEmbeddings(ids), ...contextValues(model, rows) };
}

/** A 1 at each token that is read: [reads, tokens]. */
function readsOf({ reads, inputIds: { length } }: TokenRow): Float32Array {
  const ones = new Float32Array(reads!.length * length);
  for (const [read, token] of reads!.entries()) ones[read * length + token] = 1;
  return ones;
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
