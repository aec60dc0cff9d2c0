import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { reachable } from '../src/graph/node.ts';
import { constant, input } from '../src/tensor.ts';

describe('asking twice for the same op on the same inputs gives the same node', () => {
  const [x, y] = [input('x', [2, 3]), input('y', [2, 3])];

  test('with the same attributes', () => {
    expect(x.add(y).node).toBe(x.add(y).node);
    expect(x.slice(0, 1, 1).node).toBe(x.slice(-2, 1, 1).node);
    expect(x.mul(2).softmax().sum([1]).node).toBe(x.mul(2).softmax().sum([-1]).node);
  });

  test('not with others', () => {
    expect(x.sub(y).node).not.toBe(y.sub(x).node);
    expect(x.add(y).node).not.toBe(x.mul(y).node);
    expect(x.slice(0, 1, 1).node).not.toBe(x.slice(0, 0, 1).node);
    expect(x.sum([0]).node).not.toBe(x.sum([1]).node);
  });

  test('numbers too, but 0 is not −0', () => {
    expect(x.add(0.1).node).toBe(x.add(0.1).node);
    expect(x.div(0).node).not.toBe(x.div(-0).node);
  });

  test('inputs and constants stay apart, whatever they are called or hold', () => {
    expect(input('x', [2, 3]).node).not.toBe(x.node);
    const data = Float32Array.of(1);
    expect(constant(data, [1]).node).not.toBe(constant(data, [1]).node);
  });

  test('so that a gradient reuses what the value has computed', () => {
    const output = x.softmax().sum();
    const [slope] = grad(x.exp().mul(y), [x]);
    expect(reachable([slope.node])).toContain(x.exp().node);
    expect(
      reachable([output.node, x.softmax().mul(2).node]).filter(({ op }) => op.name === 'softmax').length,
    ).toBe(1);
  });
});

test('nodes that nobody holds are collected', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const x = input('x', [2]);
  const forgotten = new WeakRef(x.mul(17).exp().node);
  // A node looked at stays until the current task has ended.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  expect(forgotten.deref()).toBeUndefined();
  expect(x.mul(17).exp().shape).toEqual([2]);
});

describe('a graph', () => {
  test('prints a line per node, inputs before users', () => {
    const x = input('x', [2, 3]);
    const text = x.softmax().mul(2.25).sum([1]).toString().replaceAll(/%\d+/g, '%');
    expect(text.split('\n')).toEqual([
      '% = input() "x" : f32[2,3]',
      '% = softmax(%) : f32[2,3]',
      '% = constant() : f32[]',
      '% = broadcast(%) {"shape":[2,3]} : f32[2,3]',
      '% = mul(%, %) : f32[2,3]',
      '% = sum(%) {"axes":[1]} : f32[2]',
    ]);
  });

  test('is as deep as one likes', () => {
    let y = input('x', []);
    const x = y;
    for (let i = 0; i < 20_000; i++) y = y.mul(1.5).neg();
    expect(grad(y, [x])[0].shape).toEqual([]);
  });

  test('of a gradient leaves out what nobody asked about', () => {
    const [x, w] = [input('x', [4, 4]), input('w', [4, 4])];
    const [slope] = grad(x.matmul(w).tanh().sum(), [x]);
    // dy · wᵀ alone: xᵀ · dy would be the frozen weight's.
    expect(reachable([slope.node]).filter(({ op }) => op.name === 'matmul').length).toBe(2);
  });

  test('of a matrix on the right makes one product of all batches', () => {
    const product = input('x', [2, 3, 4]).matmul(input('w', [4, 5]));
    expect(product.shape).toEqual([2, 3, 5]);
    expect(product.node.inputs[0]!.shape).toEqual([6, 5]);
  });
});
