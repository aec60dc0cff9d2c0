import { describe, expect, test } from 'vitest';
import type { DType, Shape } from '../src/graph/shape.ts';
import { constant, input, Tensor, tensor, variable } from '../src/tensor.ts';

const x = (shape: Shape, dtype: DType = 'f32'): Tensor => input('x', shape, dtype);

/** A call that does not fit, and what its error says. */
const misfits: Readonly<Record<string, readonly [() => unknown, string][]>> = {
  add: [[() => x([2, 3]).add(x([2, 4])), 'add: shapes do not broadcast: [2,3] and [2,4]']],
  sub: [[() => x([2]).sub(x([3])), 'sub: shapes do not broadcast: [2] and [3]']],
  mul: [[() => x([0]).mul(x([3])), 'mul: shapes do not broadcast: [0] and [3]']],
  div: [[() => x([4, 1]).div(x([3, 1])), 'div: shapes do not broadcast: [4,1] and [3,1]']],
  greater: [[() => x([2]).greater(x([3])), 'greater: shapes do not broadcast: [2] and [3]']],
  equal: [[() => x([2]).equal(x([3])), 'equal: shapes do not broadcast: [2] and [3]']],
  select: [
    [() => x([2]).select(x([3]), 0), 'select: shapes do not broadcast: [2] and [3]'],
    [() => x([2], 'i32').select(1, 0), 'select: expected f32, got i32'],
  ],
  neg: [[() => x([2], 'i32').neg(), 'neg: expected f32, got i32']],
  exp: [[() => x([2], 'i32').exp(), 'exp: expected f32, got i32']],
  log: [[() => x([2], 'i32').log(), 'log: expected f32, got i32']],
  sqrt: [[() => x([2], 'i32').sqrt(), 'sqrt: expected f32, got i32']],
  tanh: [[() => x([2], 'i32').tanh(), 'tanh: expected f32, got i32']],
  erf: [[() => x([2], 'i32').erf(), 'erf: expected f32, got i32']],
  relu: [[() => x([2], 'i32').relu(), 'relu: expected f32, got i32']],
  gelu: [
    [() => x([2], 'i32').gelu(), 'gelu: expected f32, got i32'],
    [() => x([2], 'i32').gelu({ approximate: 'tanh' }), 'geluTanh: expected f32, got i32'],
  ],
  toFloat: [[() => x([2]).toFloat(), 'toFloat: expected i32, got f32']],
  uniform: [[() => x([2]).uniform(0), 'uniform: expected i32, got f32']],
  reshape: [
    [() => x([2, 3]).reshape([4]), 'reshape: [2,3] does not fill [4]'],
    [() => x([2, 3]).reshape([-1]), 'reshape: a shape holds non-negative integers, not [-1]'],
    [() => x([3]).reshape([1.5, 2]), 'reshape: a shape holds non-negative integers, not [1.5,2]'],
  ],
  permute: [
    [() => x([2, 3]).permute([0]), 'permute: [0] is no order of the axes of [2,3]'],
    [() => x([2, 3]).permute([0, 0]), 'permute: [0,0] is no order of the axes of [2,3]'],
    [() => x([2, 3]).permute([-1, 0]), 'permute: [-1,0] is no order of the axes of [2,3]'],
  ],
  transpose: [[() => x([3]).transpose(), 'transpose: expected a matrix, got [3]']],
  broadcast: [
    [() => x([2, 3]).broadcast([3]), 'broadcast: [2,3] does not stretch to [3]'],
    [() => x([2]).broadcast([2, 3]), 'broadcast: [2] does not stretch to [2,3]'],
  ],
  slice: [
    [() => x([2, 3]).slice(1, 2, 2), 'slice: elements 2 to 3 of axis 1 lie outside [2,3]'],
    [() => x([2, 3]).slice(0, -1, 1), 'slice: elements -1 to -1 of axis 0 lie outside [2,3]'],
    [() => x([2, 3]).slice(2, 0, 1), 'slice: no axis 2 in a tensor of rank 2'],
  ],
  pad: [
    [() => x([2, 3]).pad(0, -1, 0), 'pad:'],
    [() => x([2, 3]).pad(-3, 1, 0), 'pad: no axis -3 in a tensor of rank 2'],
  ],
  sum: [
    [() => x([2, 3]).sum([2]), 'sum: no axis 2 in a tensor of rank 2'],
    [() => x([2, 3]).sum([1, -1]), 'sum: axes [1,1] of [2,3]: expected existing axes, ascending'],
    [() => x([2], 'i32').sum(), 'sum: expected f32, got i32'],
  ],
  mean: [[() => x([2, 3]).mean([0.5]), 'sum: no axis 0.5 in a tensor of rank 2']],
  max: [[() => x([2, 3]).max([-3]), 'max: no axis -3 in a tensor of rank 2']],
  matmul: [
    [() => x([2, 3]).matmul(x([4, 5])), 'matmul: inner dimensions differ: [2,3] · [4,5]'],
    [() => x([7, 2, 3]).matmul(x([4, 5])), 'matmul: inner dimensions differ: [7,2,3] · [7,4,5]'],
    [() => x([2, 2, 3]).matmul(x([5, 3, 4])), 'matmul: shapes do not broadcast: [2] and [5]'],
    [() => x([3]).matmul(x([3, 4])), 'matmul: expected matrices: [3] · [3,4]'],
    [() => x([2, 3], 'i32').matmul(x([3, 4])), 'matmul: expected f32, got i32 and f32'],
  ],
  softmax: [
    [() => x([]).softmax(), 'softmax: expected a last axis with elements, got []'],
    [() => x([2, 0]).softmax(), 'softmax: expected a last axis with elements, got [2,0]'],
  ],
  softmaxGrad: [[() => x([2, 3]).softmaxGrad(x([3, 2])), 'broadcast: [3,2] does not stretch to [2,3]']],
  logSoftmax: [[() => x([2], 'i32').logSoftmax(), 'logSoftmax: expected f32, got i32']],
  layerNorm: [
    [() => x([2, 3]).layerNorm(x([2]), x([3]), 1e-5), 'layerNorm: expected [3] beside [2,3], got [2]'],
    [() => x([2, 3]).layerNorm(x([3]), x([1, 3]), 1e-5), 'layerNorm: expected [3] beside [2,3], got [1,3]'],
  ],
  layerNormGrad: [
    [() => x([2, 3]).layerNormGrad(x([3]), x([3]), 1e-5), 'layerNormGrad: shapes differ: [2,3] and [3]'],
  ],
  attention: [
    [
      () => x([1, 2, 6]).attention(x([1, 3, 4]), x([1, 3, 4]), x([1, 3]), 2),
      'attention: expected q [rows, queries, hidden], k and v [rows, tokens, hidden] and bias [rows, tokens], got [1,2,6], [1,3,4], [1,3,4], [1,3]',
    ],
    [
      () => x([1, 2, 6]).attention(x([1, 3, 6]), x([1, 3, 6]), x([1, 3]), 4),
      'attention: 4 heads do not divide a hidden size of 6',
    ],
    [
      () => x([1, 2, 6], 'i32').attention(x([1, 3, 6]), x([1, 3, 6]), x([1, 3]), 2),
      'attention: expected f32, got i32, f32, f32, f32',
    ],
  ],
  attentionGrad: [
    [
      () => x([1, 2, 6]).attentionGrad(x([1, 0, 6]), x([1, 0, 6]), x([1, 0]), x([1, 2, 6]), 2),
      'attentionGrad: expected q [rows, queries, hidden]',
    ],
    [
      () => x([1, 2, 6]).attentionGrad(x([1, 3, 6]), x([1, 3, 6]), x([1, 3]), x([1, 3, 6]), 2),
      'broadcast: [1,3,6] does not stretch to [1,2,6]',
    ],
  ],
  gather: [
    [() => x([4, 3]).gather(x([2])), 'gather: expected an f32 table and i32 ids, got f32 and f32'],
    [() => x([4]).gather(x([2], 'i32')), 'gather: expected a table [rows, width], got [4]'],
  ],
  scatterAdd: [
    [() => x([2, 3]).scatterAdd(x([3], 'i32'), 5), 'scatterAdd: ids [3] do not number the rows of [2,3]'],
    [() => x([2, 3]).scatterAdd(x([2]), 5), 'scatterAdd: expected f32 rows and i32 ids, got f32 and f32'],
  ],
};

/** Methods that build no op of their own. */
const builders = new Set(['constructor', 'node', 'shape', 'dtype', 'data', 'toString']);

describe('a method refuses what does not fit, naming the op and the shapes', () => {
  test.each(Object.entries(misfits))('%s', (_, calls) => {
    for (const [call, message] of calls) {
      expect(call).toThrow(RangeError);
      expect(call).toThrow(message);
    }
  });

  test('every method is among them', () => {
    const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => !builders.has(name));
    expect(methods.filter((name) => !(name in misfits))).toEqual([]);
  });
});

describe('a leaf refuses what does not fit', () => {
  test.each<[string, () => unknown, string]>([
    ['ragged rows', () => tensor([[1, 2], [3]]), 'tensor: nested arrays do not fill the shape [2,2]'],
    ['a number among rows', () => tensor([[1, 2], 3]), 'tensor: nested arrays do not fill the shape [2,2]'],
    ['a row among numbers', () => tensor([1, [2]]), 'tensor: nested arrays do not fill the shape [2]'],
    [
      'too few numbers',
      () => constant(Float32Array.of(1, 2), [3]),
      'constant: 2 numbers do not fill the shape [3]',
    ],
    [
      'a fractional axis',
      () => input('x', [2.5]),
      'input "x": a shape holds non-negative integers, not [2.5]',
    ],
    [
      'a negative axis',
      () => variable('w', [-2], () => new Float32Array(2)),
      'variable "w": a shape holds non-negative integers, not [-2]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
