import type { Node } from './node.ts';
import type { DType, Shape } from './shape.ts';

/** What an operand may be: an expression or a number, which is broadcast. */
export type Operand = Expression | number;

/**
 * The vocabulary in which gradient rules and decompositions are written, and the face of `Tensor`. Every method builds a
 * node and computes nothing; shapes are checked at once and a misfit throws a RangeError that names the op and the shapes.
 * Elementwise methods broadcast as NumPy does.
 */
export interface Expression {
  readonly node: Node;
  readonly shape: Shape;
  readonly dtype: DType;

  add(other: Operand): Expression;
  sub(other: Operand): Expression;
  mul(other: Operand): Expression;
  div(other: Operand): Expression;
  neg(): Expression;
  exp(): Expression;
  /** Natural logarithm. */
  log(): Expression;
  sqrt(): Expression;
  tanh(): Expression;
  /** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
  erf(): Expression;
  relu(): Expression;
  /** x·Φ(x); `approximate: 'tanh'` is the form of GPT-2 (Hugging Face's `gelu_new`). */
  gelu(options?: { approximate?: 'none' | 'tanh' }): Expression;
  /** 1 where this > other, else 0. */
  greater(other: Operand): Expression;
  /** 1 where this = other, else 0. */
  equal(other: Operand): Expression;
  /** `whenTrue` where this is not 0, else `whenFalse`. */
  select(whenTrue: Operand, whenFalse: Operand): Expression;
  /** i32 to f32. */
  toFloat(): Expression;
  /**
   * Numbers in [0, 1) that depend only on this i32 seed, the salt and the position: the same bits on every backend.
   * This must have the shape wanted (broadcast a scalar seed).
   */
  uniform(salt: number): Expression;

  reshape(shape: Shape): Expression;
  /** Axis `axes[i]` of this becomes axis i. */
  permute(axes: readonly number[]): Expression;
  /** Swaps the last two axes. */
  transpose(): Expression;
  broadcast(shape: Shape): Expression;
  /** Elements `start` to `start + length − 1` along an axis. */
  slice(axis: number, start: number, length: number): Expression;
  /** Zeros before and after along an axis. */
  pad(axis: number, before: number, after: number): Expression;

  /** Sum over axes (all when left out); they stay with length 1 under `keepAxes`. */
  sum(axes?: readonly number[], options?: { keepAxes?: boolean }): Expression;
  mean(axes?: readonly number[], options?: { keepAxes?: boolean }): Expression;
  /** Largest element over axes (all when left out). */
  max(axes?: readonly number[], options?: { keepAxes?: boolean }): Expression;
  /** [..., M, K] · [..., K, N] → [..., M, N]; leading axes broadcast. */
  matmul(other: Expression): Expression;

  /** Over the last axis. */
  softmax(): Expression;
  /** y·(dy − Σ y·dy) with this the output y of a softmax: its gradient. */
  softmaxGrad(dy: Expression): Expression;
  /** Over the last axis. */
  logSoftmax(): Expression;
  /** γ·(x − mean)/√(variance + epsilon) + β over the last axis, with the biased variance. */
  layerNorm(gamma: Expression, beta: Expression, epsilon: number): Expression;
  /** The gradient of layerNorm with respect to this. */
  layerNormGrad(gamma: Expression, dy: Expression, epsilon: number): Expression;
  /**
   * Multi-head attention of these queries [rows, queries, hidden] to keys k and values v [rows, tokens, hidden]:
   * softmax(Q·Kᵀ/√headSize + bias)·V by heads; bias is [rows, tokens].
   */
  attention(k: Expression, v: Expression, bias: Expression, heads: number): Expression;
  /** The gradients of attention with respect to this q, k and v as rows, one after the other: [rows·queries + 2·rows·tokens, hidden]. */
  attentionGrad(k: Expression, v: Expression, bias: Expression, dy: Expression, heads: number): Expression;
  /** Row `ids[...]` of this table [rows, width] → [..., width]; ids are i32 within [0, rows). */
  gather(ids: Expression): Expression;
  /** The gradient of gather: this [..., width] added up into a table [rows, width] at `ids`. */
  scatterAdd(ids: Expression, rows: number): Expression;
}
