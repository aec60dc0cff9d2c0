import fc, { type GeneratorValue } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { lower } from '../src/backends/webgpu/lowering.ts';
import { Tuner } from '../src/backends/webgpu/tuning.ts';
import { plan as planOf } from '../src/compile.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { buildPlan, type PlanRequest } from '../src/plan/build.ts';
import { measurePlan } from '../src/plan/measure.ts';
import { operandsOf, outputsOf, type MatmulStep, type Plan, type ValueId } from '../src/plan/plan.ts';
import { printPlan } from '../src/plan/print.ts';
import { input, variable, type Tensor } from '../src/tensor.ts';
import { any, drawGraph, type DrawnGraph } from './support/graphs.ts';

/** A drawn graph whose outputs hold its gradients too, so that a plan has much to keep. */
function drawTraining(g: GeneratorValue): DrawnGraph {
  const { inputs, values, outputs } = drawGraph(g, any);
  const loss = [...outputs, ...inputs].map((tensor) => tensor.mul(tensor).mean()).reduce((a, b) => a.add(b));
  return { inputs, values, outputs: [...outputs, ...grad(loss, inputs)] };
}

const requestFor = ({ inputs, outputs }: DrawnGraph): PlanRequest => ({
  inputs: inputs.map((tensor) => tensor.node),
  outputs: outputs.map((tensor) => tensor.node),
});

test('a fused plan computes what the unfused one does, to the bit in float64', async () => {
  const backend = referenceBackend();
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const graph = drawTraining(g);
      const results = [true, false].map(async (fused) => {
        const executable = await backend.prepare(buildPlan({ ...requestFor(graph), fused }));
        return executable.run(graph.values);
      });
      const [fused, unfused] = await Promise.all(results);
      expect(fused).toEqual(unfused);
    }),
    { numRuns: 80 },
  );
});

describe('the memory of a plan', () => {
  test('holds no two values at the same time in the same slot', () => {
    fc.assert(
      fc.property(fc.gen(), fc.boolean(), (g, fused) => {
        const plan = buildPlan({ ...requestFor(drawTraining(g)), fused });
        expect(clashesIn(plan)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps what variables take until the end, beside the outputs', () => {
    const [a, b] = ['a', 'b'].map((name) => variable(name, [4], () => new Float32Array(4)));
    const step = a!.mul(b!);
    const plan = planOf({
      outputs: { y: step.exp().sum() },
      updates: [
        { variable: a!, value: b! },
        { variable: b!, value: step.softmax() },
      ],
    });
    expect(clashesIn(plan)).toEqual([]);
    const taken = plan.updates.map(({ value }) => plan.values[value]!.source.kind);
    expect(taken).toEqual(['computed', 'computed']);
  });

  test('is used again: a chain takes two slots, however long', () => {
    const x = input('x', [8, 8]);
    let y: Tensor = x;
    for (let i = 0; i < 10; i++) y = y.softmax();
    const { slots } = planOf({ inputs: { x }, outputs: { y } });
    expect(slots).toEqual([64, 64]);
  });
});

/** Lifetimes of computed values, derived from the steps alone: pairs of values whose lifetimes and slots both meet, and misfits. */
function clashesIn({ values, steps, outputs, updates, slots }: Plan): string[] {
  const written = new Map<ValueId, number>();
  const read = new Map<ValueId, number>();
  const found: string[] = [];
  for (const [at, step] of steps.entries()) {
    for (const { value } of operandsOf(step)) {
      const computed = values[value]!.source.kind === 'computed';
      if (computed && !written.has(value)) found.push(`step ${at} reads %${value} before it is written`);
      read.set(value, at);
    }
    for (const output of outputsOf(step)) {
      if (written.has(output)) found.push(`%${output} is written twice`);
      written.set(output, at);
    }
  }
  for (const value of [...outputs, ...updates.map((update) => update.value)]) read.set(value, Infinity);

  const lives = [...written].flatMap(([id, from]) => {
    const { source, shape } = values[id]!;
    if (source.kind !== 'computed') return [];
    if (slots[source.slot]! < sizeOf(shape)) found.push(`%${id} does not fit slot ${source.slot}`);
    return [{ id, slot: source.slot, from, to: read.get(id) ?? from }];
  });
  for (const [i, a] of lives.entries()) {
    for (const b of lives.slice(i + 1)) {
      // The step that writes b while a is read for the last time reads and writes at once: they must not share either.
      if (a.slot === b.slot && a.from <= b.to && b.from <= a.to)
        found.push(`%${a.id} and %${b.id} share slot ${a.slot}`);
    }
  }
  return found;
}

describe('a plan', () => {
  const x = input('x', [2, 3]);

  test('gives an output that is a view, an input or a constant a buffer of its own', async () => {
    const outputs = { whole: x, view: x.transpose(), front: x.exp().slice(0, 0, 1), same: x.exp() };
    const plan = planOf({ inputs: { x }, outputs });
    expect(plan.outputs.map((id) => plan.values[id]!.source.kind)).toEqual(Array(4).fill('computed'));
    expect(plan.outputs.map((id) => plan.values[id]!.shape)).toEqual([
      [2, 3],
      [3, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  test('computes an output that is asked for twice once', () => {
    const y = x.exp();
    expect(planOf({ inputs: { x }, outputs: { a: y, b: y } }).steps.length).toBe(1);
  });

  test('leaves out an input that nothing reads, and what nobody asked for', () => {
    const unused = input('unused', [7]);
    unused.add(1).exp();
    const plan = planOf({ inputs: { unused, x }, outputs: { y: x.exp() } });
    expect(plan.inputs[0]).toBeUndefined();
    expect(plan.steps.length).toBe(1);
  });

  test('refuses a graph with an input that is not given', () => {
    const missing = input('mask', [4, 1]);
    expect(() => planOf({ outputs: { y: missing.exp() } })).toThrow(
      'the graph needs the input "mask" [4,1], which is not given',
    );
  });

  test('reads transposed, sliced and broadcast operands of a matmul where they lie', () => {
    const [a, b] = [input('a', [6, 4]), input('b', [1, 6, 5])];
    const product = a
      .transpose()
      .slice(0, 1, 2)
      .broadcast([3, 2, 6])
      .matmul(b.broadcast([3, 6, 5]));
    expect(planOf({ inputs: { a, b }, outputs: { product } }).steps.map((step) => step.kernel)).toEqual([
      'matmul',
    ]);
  });

  test('finishes a matmul’s elements in its kernel, through reshapes', () => {
    const [a, b, bias, residual] = [[2, 3, 4], [4, 8], [8], [2, 3, 8]].map((shape) => input('x', shape));
    const y = a!.matmul(b!).add(bias!).gelu().add(residual!);
    const plan = buildPlan({
      inputs: [a!, b!, bias!, residual!].map((tensor) => tensor.node),
      outputs: [y.node],
    });
    expect(plan.steps.map((step) => step.kernel)).toEqual(['matmul']);
  });

  test('does not hide a matmul that someone else reads', () => {
    const [a, b] = [input('a', [2, 3]), input('b', [3, 2])];
    const product = a.matmul(b);
    const plan = planOf({ inputs: { a, b }, outputs: { product, y: product.exp() } });
    const [step] = plan.steps as [MatmulStep];
    expect(plan.steps).toHaveLength(1);
    expect([step.output, step.also!.output]).toEqual(plan.outputs);
  });

  test('computes the elements of a sum while they are added up', () => {
    const plan = planOf({ inputs: { x }, outputs: { y: x.exp().mul(2).sum() } });
    expect(plan.steps.map((step) => step.kernel)).toEqual(['sum']);
  });
});

describe('kernels', () => {
  // What every WebGPU device grants: maxStorageBuffersPerShaderStage.
  const granted = 8;
  const target = new Tuner({
    subgroups: false,
    subgroupSize: undefined,
    software: false,
    workgroupBytes: 16384,
  });
  const bindings = (plan: Plan): number[] =>
    plan.steps.flatMap((step) =>
      lower(step, plan.values, target).map((dispatch) => dispatch.bindings.length),
    );

  test('of drawn graphs bind no more buffers than every device grants', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const request = requestFor(drawTraining(g));
        expect(Math.max(0, ...bindings(buildPlan(request)))).toBeLessThanOrEqual(granted);
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, (many: Tensor[], x: Tensor) => Tensor]>([
    ['an elementwise op', (many) => many.reduce((a, b) => a.add(b))],
    ['a sum', (many) => many.reduce((a, b) => a.mul(b)).sum()],
    ['a matmul and what follows it', (many, x) => many.reduce((a, b) => a.add(b), x.matmul(x.transpose()))],
    [
      'a matmul and two results',
      (many, x) => many.reduce((y, b) => y.add(b).gelu().mul(y.add(b)), x.matmul(x.transpose())),
    ],
  ])('that read very much are split: %s', (_, compute) => {
    const x = input('x', [4, 5]);
    const many = Array.from({ length: 20 }, (__, i) => input(`x${i}`, [4, 4]));
    const inputs = Object.fromEntries([x, ...many].map((tensor, i) => [i, tensor]));
    const counts = bindings(planOf({ inputs, outputs: { y: compute(many, x) } }));
    expect(Math.max(...counts)).toBeLessThanOrEqual(granted);
    expect(counts.length).toBeLessThan(12);
  });
});

test('a plan is printed as text: memory, leaves, a line per step', () => {
  const x = input('x', [2, 3, 4]);
  const mask = input('mask', [2, 1, 3]);
  const weights = variable('up', [8, 4], () => new Float32Array(32));
  const bias = variable('bias', [8], () => new Float32Array(8));
  const scores = x.matmul(x.transpose()).mul(0.5).add(mask).softmax();
  const y = scores.matmul(x).matmul(weights.transpose()).add(bias).gelu();
  const plan = planOf({
    inputs: { x, mask },
    outputs: { y, pooled: y.slice(1, 0, 1) },
    updates: [{ variable: bias, value: bias.mul(0.9) }],
  });
  expect(printPlan(plan).split('\n')).toEqual([
    '6 dispatches, 320 bytes in 3 slots, 672 matmul FLOP',
    '%0 f32[2,3,4] : input "x"',
    '%1 f32[2,1,3] : input "mask"',
    '%5 f32[8] : variable "bias"',
    '%6 f32[8,4] : variable "up"',
    '%2 f32[2,3,3] = matmul(%0, %0 as [2,4,3] by [12,1,4]) then add(mul(acc, 0.5), %1 as [2,3,3] by [3,0,1]) : slot 1',
    '%3 f32[2,3,3] = softmax(%2) : slot 0',
    '%4 f32[2,3,4] = matmul(%3, %0) : slot 1',
    '%7 f32[2,3,8] = matmul(%4, %6 as [4,8] by [1,4]) then gelu(add(acc, %5 as [2,3,8] by [0,0,1])) : slot 0',
    '%8 f32[8] = mul(%5, 0.9) : slot 2',
    '%9 f32[2,1,8] = %7 as [2,1,8] by [24,8,1] : slot 1',
    '%5 ← %8',
    'return %7, %9',
  ]);
  // Products: 2·3·3·4 for the scores, as many for the context, 6·8·4 for the layer; slots of 48, 24 and 8 elements.
  expect(measurePlan(plan)).toEqual({
    dispatches: 6,
    workingBytes: 4 * (48 + 24 + 8),
    largestBytes: 4 * 48,
    matmulFlops: 2 * (2 * 3 * 3 * 4 + 2 * 3 * 3 * 4 + 6 * 8 * 4),
  });
});
