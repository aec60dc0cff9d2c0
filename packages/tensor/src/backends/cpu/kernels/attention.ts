import { once, plus, roundedUp, smaller, times } from '../wasm/arithmetic.ts';
import { bytes, f32, f32x4, i32, local, loop, sequence, type Code } from '../wasm/code.ts';
import type { Locals, ModuleBuilder } from '../wasm/module.ts';
import { packPanels } from './pack.ts';
import { foldRow, overRow, softmaxRow } from './rows.ts';
import { multiplyTiles, TILE } from './tiles.ts';

/** Queries whose scores are in memory at once: never the whole matrix of tokens × tokens. */
const BLOCK = 32;

export interface AttentionFunctions {
  readonly rowTiles: number;
  readonly panelTiles: number;
  readonly pack: number;
}

const sizes = ['rows', 'heads', 'queries', 'tokens', 'headSize', 'scratch', 'task'] as const;
const operands = ['q', 'k', 'v', 'bias'] as const;
type Parameters = Readonly<Record<(typeof operands)[number] | (typeof sizes)[number], Code>>;

/** Bytes of scratch memory for one head: forward and backward keep other things in it. */
export function attentionScratch(tokens: number, headSize: number): number {
  const [keys, width] = [tokens, headSize].map(
    (length) => Math.ceil(length / TILE.columns) * TILE.columns,
  ) as [number, number];
  return 4 * (5 * keys * width + 2 * BLOCK * keys + 3 * BLOCK * width);
}

/** `attention(q, k, v, bias, y, sizes)`: a task is a head of a row. */
export function addAttention(module: ModuleBuilder, functions: AttentionFunctions): void {
  module.define('attention', [...operands, 'y', ...sizes], (p, locals) => {
    const head = headOf(p, locals);
    const take = memory(p.scratch, locals);
    const keys = take(i32.mul(head.paddedTokens, head.paddedSize));
    const values = take(i32.mul(head.paddedTokens, head.paddedSize));
    const scores = take(times(head.paddedTokens, BLOCK));
    const result = take(times(head.paddedSize, BLOCK));
    const y = locals.i32();
    return sequence(
      head.code,
      take.code(),
      local.set(y, head.ofQueries(p.y)),
      packAcross(functions, head, head.k, keys),
      packAlong(functions, head, head.v, p.tokens, values),
      forBlocks(p, locals, (first, count) =>
        sequence(
          scoresOf(functions, head, first, count, keys, scores, locals),
          weightedSums(functions, head, scores, count, values, result, locals),
          copyRows(head, result, plus(local.get(y), i32.mul(first, head.stride)), count, locals),
        ),
      ),
    );
  });
}

/**
 * `attentionGrad(q, k, v, bias, dy, dx, sizes)`: the gradients of q, k and v, one after the other in `dx`; a task is a head of a row.
 * With P the probabilities of a block of queries: dV += Pᵀ·dY, dS = P∘(dY·Vᵀ − Σ P∘(dY·Vᵀ))/√headSize, dQ = dS·K, dK += dSᵀ·Q.
 */
export function addAttentionGrad(module: ModuleBuilder, functions: AttentionFunctions): void {
  module.define('attentionGrad', [...operands, 'dy', 'dx', ...sizes], (p, locals) => {
    const head = headOf(p, locals);
    const take = memory(p.scratch, locals);
    const perToken = i32.mul(head.paddedTokens, head.paddedSize);
    const [keysAcross, valuesAcross, keysAlong] = [take(perToken), take(perToken), take(perToken)];
    const [dk, dv] = [take(perToken), take(perToken)];
    const blockOfScores = times(head.paddedTokens, BLOCK);
    const [scores, slopes] = [take(blockOfScores), take(blockOfScores)];
    const blockOfRows = times(head.paddedSize, BLOCK);
    const [queries, dys, dq] = [take(blockOfRows), take(blockOfRows), take(blockOfRows)];
    const [dy, dqOut, dkOut, dvOut] = locals.i32s(4);
    const rowBytes = times(head.paddedTokens, 4);
    const resultStride = times(head.paddedSize, 4);
    const all = i32.mul(p.rows, head.stride);

    /** sums [tokens, headSize] += leftᵀ [queries, tokens]ᵀ · right [queries, headSize] */
    const addOuter = (left: Code, right: Code, sums: Code, count: Code): Code =>
      byPanels(p.headSize, locals, (panel) =>
        multiplyTiles(functions.panelTiles, {
          left,
          leftStride: i32.const(4 * TILE.rows),
          leftLimit: rowBytes,
          panel: plus(right, i32.mul(panel, times(count, 4))),
          result: plus(sums, times(panel, 4)),
          resultStride,
          groups: groupsOf(p.tokens),
          k: count,
          accumulate: i32.const(1),
        }),
      );
    return sequence(
      head.code,
      take.code(),
      local.set(dy, head.ofQueries(p.dy)),
      local.set(dqOut, head.ofQueries(p.dx)),
      local.set(dkOut, head.ofTokens(plus(p.dx, i32.mul(p.queries, all)))),
      local.set(dvOut, plus(local.get(dkOut), i32.mul(p.tokens, all))),
      bytes.clear(dk, times(perToken, 8)),
      packAcross(functions, head, head.k, keysAcross),
      packAcross(functions, head, head.v, valuesAcross),
      packAlong(functions, head, head.k, p.tokens, keysAlong),
      forBlocks(p, locals, (first, count) => {
        const dyBlock = plus(local.get(dy), i32.mul(first, head.stride));
        return sequence(
          scoresOf(functions, head, first, count, keysAcross, scores, locals),
          dotProducts(functions, head, dyBlock, count, valuesAcross, slopes, locals),
          forRows(count, locals, (row) =>
            slopeRow(
              head,
              plus(scores, i32.mul(row, rowBytes)),
              plus(slopes, i32.mul(row, rowBytes)),
              locals,
            ),
          ),
          weightedSums(functions, head, slopes, count, keysAlong, dq, locals),
          copyRows(head, dq, plus(local.get(dqOut), i32.mul(first, head.stride)), count, locals),
          packAlong(functions, head, plus(head.q, i32.mul(first, head.stride)), count, queries),
          packAlong(functions, head, dyBlock, count, dys),
          addOuter(slopes, queries, dk, count),
          addOuter(scores, dys, dv, count),
        );
      }),
      copyRows(head, dk, local.get(dkOut), p.tokens, locals),
      copyRows(head, dv, local.get(dvOut), p.tokens, locals),
    );
  });
}

/** Where the head of a task lies in the operands, and its sizes. */
interface Head extends Parameters {
  readonly code: Code;
  /** Bytes between tokens. */
  readonly stride: Code;
  readonly paddedTokens: Code;
  readonly paddedSize: Code;
  /** Where this head begins in a tensor [rows, queries, hidden], or [rows, tokens, hidden]. */
  ofQueries(tensor: Code): Code;
  ofTokens(tensor: Code): Code;
}

function headOf(p: Parameters, locals: Locals): Head {
  const [row, offset, stride, paddedTokens, paddedSize] = locals.i32s(5);
  const [q, k, v, bias] = locals.i32s(4);
  const of = (length: Code) => (tensor: Code) =>
    plus(tensor, i32.mul(i32.mul(local.get(row), length), local.get(stride)), local.get(offset));
  const [ofQueries, ofTokens] = [of(p.queries), of(p.tokens)];
  return {
    ...p,
    code: sequence(
      local.set(row, i32.divU(p.task, p.heads)),
      local.set(offset, times(i32.mul(i32.remU(p.task, p.heads), p.headSize), 4)),
      local.set(stride, times(i32.mul(p.heads, p.headSize), 4)),
      local.set(paddedTokens, roundedUp(p.tokens, TILE.columns)),
      local.set(paddedSize, roundedUp(p.headSize, TILE.columns)),
      local.set(q, ofQueries(p.q)),
      local.set(k, ofTokens(p.k)),
      local.set(v, ofTokens(p.v)),
      local.set(bias, plus(p.bias, times(i32.mul(local.get(row), p.tokens), 4))),
    ),
    q: local.get(q),
    k: local.get(k),
    v: local.get(v),
    bias: local.get(bias),
    stride: local.get(stride),
    paddedTokens: local.get(paddedTokens),
    paddedSize: local.get(paddedSize),
    ofQueries,
    ofTokens,
  };
}

/** Hands out parts of the scratch memory; `code` places them. */
function memory(scratch: Code, locals: Locals) {
  const parts: { readonly address: number; readonly floats: Code }[] = [];
  const take = (floats: Code): Code => {
    const address = locals.i32();
    parts.push({ address, floats });
    return local.get(address);
  };
  take.code = (): Code => {
    let next = scratch;
    return sequence(
      ...parts.map(({ address, floats }) => {
        const placed = local.set(address, next);
        next = plus(local.get(address), times(floats, 4));
        return placed;
      }),
    );
  };
  return take;
}

/** Blocks of queries; `body` sees the number of the first and how many there are. */
function forBlocks({ queries }: Parameters, locals: Locals, body: (first: Code, count: Code) => Code): Code {
  const [first, count] = locals.i32s(2);
  return loop(
    first,
    i32.const(0),
    queries,
    BLOCK,
    sequence(
      local.set(count, i32.sub(queries, local.get(first))),
      local.set(count, smaller(local.get(count), i32.const(BLOCK))),
      body(local.get(first), local.get(count)),
    ),
  );
}

function forRows(count: Code, locals: Locals, body: (row: Code) => Code): Code {
  const row = locals.i32();
  return loop(row, i32.const(0), count, 1, body(local.get(row)));
}

/** Panels of eight columns; `body` sees the first column of each. */
function byPanels(columns: Code, locals: Locals, body: (column: Code) => Code): Code {
  const column = locals.i32();
  return loop(column, i32.const(0), columns, TILE.columns, body(local.get(column)));
}

function groupsOf(rows: Code): Code {
  return i32.divU(plus(rows, i32.const(TILE.rows - 1)), i32.const(TILE.rows));
}

function lastRow(first: Code, count: Code, stride: Code): Code {
  return plus(first, i32.mul(i32.sub(count, i32.const(1)), stride));
}

/** Panels of tokens, along the head: the right operand of products that give a column for each token. */
function packAcross({ pack }: AttentionFunctions, head: Head, source: Code, destination: Code): Code {
  const { tokens, headSize, stride } = head;
  return packPanels(pack, {
    source,
    destination,
    outer: tokens,
    k: headSize,
    outerStride: stride,
    innerStride: i32.const(4),
  });
}

/** Panels of the head's columns, along `count` tokens: the right operand of products that add tokens up. */
function packAlong(
  { pack }: AttentionFunctions,
  head: Head,
  source: Code,
  count: Code,
  destination: Code,
): Code {
  return packPanels(pack, {
    source,
    destination,
    outer: head.headSize,
    k: count,
    outerStride: i32.const(4),
    innerStride: head.stride,
  });
}

/** products [count, paddedTokens] = rows of this head (from `left` on) · packed tokens */
function dotProducts(
  { rowTiles }: AttentionFunctions,
  head: Head,
  left: Code,
  count: Code,
  packed: Code,
  products: Code,
  locals: Locals,
): Code {
  return once(left, locals, (first) =>
    byPanels(head.tokens, locals, (panel) =>
      multiplyTiles(rowTiles, {
        left: first,
        leftStride: head.stride,
        leftLimit: lastRow(first, count, head.stride),
        panel: plus(packed, i32.mul(panel, times(head.headSize, 4))),
        result: plus(products, times(panel, 4)),
        resultStride: times(head.paddedTokens, 4),
        groups: groupsOf(count),
        k: head.headSize,
        accumulate: i32.const(0),
      }),
    ),
  );
}

/** sums [count, paddedSize] = weights [count, paddedTokens] · tokens packed along */
function weightedSums(
  { rowTiles }: AttentionFunctions,
  head: Head,
  weights: Code,
  count: Code,
  packed: Code,
  sums: Code,
  locals: Locals,
): Code {
  const stride = times(head.paddedTokens, 4);
  return byPanels(head.headSize, locals, (panel) =>
    multiplyTiles(rowTiles, {
      left: weights,
      leftStride: stride,
      leftLimit: lastRow(weights, count, stride),
      panel: plus(packed, i32.mul(panel, times(head.tokens, 4))),
      result: plus(sums, times(panel, 4)),
      resultStride: times(head.paddedSize, 4),
      groups: groupsOf(count),
      k: head.tokens,
      accumulate: i32.const(0),
    }),
  );
}

/** The probabilities with which a block of queries attends to the tokens: softmax(Q·Kᵀ/√headSize + bias). */
function scoresOf(
  functions: AttentionFunctions,
  head: Head,
  first: Code,
  count: Code,
  keys: Code,
  scores: Code,
  locals: Locals,
): Code {
  const x = locals.i32();
  const scale = locals.v128();
  return sequence(
    dotProducts(functions, head, plus(head.q, i32.mul(first, head.stride)), count, keys, scores, locals),
    local.set(scale, inverseRoot(head.headSize)),
    forRows(count, locals, (row) =>
      sequence(
        local.set(x, plus(scores, i32.mul(row, times(head.paddedTokens, 4)))),
        softmaxRow({ x: local.get(x), y: local.get(x), width: head.tokens }, locals, ({ load }) =>
          f32x4.add(f32x4.mul(load(local.get(x)), local.get(scale)), load(head.bias)),
        ),
      ),
    ),
  );
}

/** From P and dP of a query to the gradient of its dot products with the keys, in place of dP. */
function slopeRow(head: Head, probabilities: Code, slopes: Code, locals: Locals): Code {
  const scale = locals.v128();
  return once(probabilities, locals, (p) =>
    once(slopes, locals, (dp) => {
      const dot = foldRow('sum', head.tokens, locals, ({ load }) => f32x4.mul(load(p), load(dp)));
      return sequence(
        dot.code,
        local.set(scale, inverseRoot(head.headSize)),
        overRow(head.tokens, locals, ({ load, store }) =>
          store(dp, f32x4.mul(f32x4.mul(load(p), f32x4.sub(load(dp), dot.result)), local.get(scale))),
        ),
      );
    }),
  );
}

/** 1/√n in every lane. */
function inverseRoot(n: Code): Code {
  return f32x4.splat(f32.div(f32.const(1), f32.sqrt(f32.fromInt(n))));
}

/** Rows of the head from scratch memory to where they belong. */
function copyRows(head: Head, from: Code, to: Code, count: Code, locals: Locals): Code {
  return once(to, locals, (target) =>
    forRows(count, locals, (row) =>
      bytes.copy(
        plus(target, i32.mul(row, head.stride)),
        plus(from, times(i32.mul(row, head.paddedSize), 4)),
        times(head.headSize, 4),
      ),
    ),
  );
}
