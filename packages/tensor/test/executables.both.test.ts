import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import type { NumericArray } from '../src/graph/shape.ts';
import { constant, input, tensor, variable, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';
import { any, drawGraph } from './support/graphs.ts';

const backends = await openBackends();

afterAll(async () => {
  for (const { backend } of backends) await backend.dispose();
});

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const named = (tensors: readonly Tensor[]): Record<string, Tensor> =>
  Object.fromEntries(tensors.map((t, i) => [`t${i}`, t]));
const namedValues = (values: readonly NumericArray[]): Record<string, NumericArray> =>
  Object.fromEntries(values.map((v, i) => [`t${i}`, v]));

describe.each(backends)('on $name an executable', ({ backend }) => {
  const x = input('x', [2, 3]);
  const w = tensor([
    [1, -1],
    [0.5, 2],
    [-3, 0.25],
  ]);

  test('run again gives what one compiled anew gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, outputs } = drawGraph(g, any);
        const computation = { inputs: named(inputs), outputs: named(outputs) };
        const kept = await compile(computation, backend);
        for (const scale of [1, -0.5, 1]) {
          const given = namedValues(
            values.map((array) => Float64Array.from(array, (v) => Math.fround(v * scale))),
          );
          const fresh = await compile(computation, backend);
          expect(await kept.run(given)).toEqual(await fresh.run(given));
          fresh.dispose();
        }
        kept.dispose();
      }),
      { numRuns: 6 },
    );
  });

  test('lets timers have their turn between runs, however short each is', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.matmul(w) } }, backend);
    let rang = false;
    setTimeout(() => (rang = true));
    // Without a pause of its own each run goes on as a microtask of the one before: the bell would never ring.
    const end = performance.now() + 10_000;
    while (!rang && performance.now() < end) await run({ x: floats(1, 2, 3, 4, 5, 6) });
    expect(rang).toBe(true);
    dispose();
  });

  test('gives copies, which the next run leaves alone', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.matmul(w), same: x } }, backend);
    const first = await run({ x: floats(1, 2, 3, 4, 5, 6) });
    const kept = structuredClone(first);
    const second = await run({ x: floats(6, 5, 4, 3, 2, 1) });
    expect(first).toEqual(kept);
    expect(second.y).not.toEqual(first.y);
    first.y.fill(7);
    expect(await run({ x: floats(6, 5, 4, 3, 2, 1) })).toEqual(second);
    dispose();
  });

  test('takes its inputs as any kind of number', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.mul(2) } }, backend);
    for (const values of [Float32Array, Float64Array, Int32Array].map((kind) =>
      kind.from([1, 2, 3, 4, 5, 6]),
    )) {
      expect([...(await run({ x: values })).y]).toEqual([2, 4, 6, 8, 10, 12]);
    }
    dispose();
  });

  test('lets runs that overlap take turns', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.add(1).sum() } }, backend);
    const sums = await Promise.all(
      Array.from({ length: 20 }, (_, i) => run({ x: new Float32Array(6).fill(i) })),
    );
    expect(sums.map(({ y }) => y[0])).toEqual(Array.from({ length: 20 }, (_, i) => 6 * (i + 1)));
    dispose();
  });

  test('goes on after a run that failed', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.sum() } }, backend);
    await expect(run({ x: floats(1) })).rejects.toThrow('1 numbers were given');
    expect([...(await run({ x: floats(1, 2, 3, 4, 5, 6) })).y]).toEqual([21]);
    dispose();
  });

  test('rejects a missing input and one of the wrong size by name', async () => {
    const bias = input('bias', [3]);
    const { run, dispose } = await compile({ inputs: { x, bias }, outputs: { y: x.add(bias) } }, backend);
    const values = floats(1, 2, 3, 4, 5, 6);
    await expect(run({ x: values } as never)).rejects.toThrow('run: the input "bias" was not given');
    await expect(run({ x: values, bias: floats(1, 2) })).rejects.toThrow(
      'run: input "bias" has the shape [3], but 2 numbers were given',
    );
    dispose();
  });

  test('rejects runs after it was disposed, and may be disposed twice', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.sum() } }, backend);
    dispose();
    dispose();
    await expect(run({ x: new Float32Array(6) })).rejects.toThrow('disposed');
  });

  test('that is disposed of ends the run under way and rejects those that wait', async () => {
    const { run, dispose } = await compile({ inputs: { x }, outputs: { y: x.sum() } }, backend);
    const values = floats(1, 2, 3, 4, 5, 6);
    const running = run({ x: values });
    await Promise.resolve();
    await Promise.resolve();
    const waiting = run({ x: values });
    dispose();
    expect([...(await running).y]).toEqual([21]);
    await expect(waiting).rejects.toThrow('disposed');
  });

  test('goes on while another is prepared', async () => {
    const factor = variable('factor', [300, 300], () => new Float32Array(90_000).fill(0.003));
    const product = Array.from({ length: 8 }).reduce<Tensor>((a) => a.matmul(factor), factor);
    const long = await compile({ outputs: { y: product.sum() } }, backend);
    const running = long.run({});
    // More memory than there is at first, however large the pages it grows by.
    const large = input('large', [1500, 1500]);
    const other = await compile({ inputs: { large }, outputs: { y: large.add(1).sum() } }, backend);
    expect([...(await other.run({ large: new Float32Array(2_250_000) })).y]).toEqual([2_250_000]);
    expect((await running).y[0]).toBeGreaterThan(0);
    long.dispose();
    other.dispose();
    backend.release([factor.node]);
  });

  test('holds scalars, integers and constants', async () => {
    const ids = input('ids', [2], 'i32');
    const table = constant(floats(0, 1, 2, 3, 4, 5), [3, 2]);
    const outputs = { rows: table.gather(ids), turned: table.transpose(), ids, three: tensor(3) };
    const { run, dispose } = await compile({ inputs: { ids }, outputs }, backend);
    const { rows, turned, ids: same, three } = await run({ ids: Int32Array.of(2, 0) });
    expect([...rows]).toEqual([4, 5, 0, 1]);
    expect([...turned]).toEqual([0, 2, 4, 1, 3, 5]);
    expect(same).toEqual(Int32Array.of(2, 0));
    expect([...three]).toEqual([3]);
    dispose();
  });

  test('computes a tensor by itself', async () => {
    expect([
      ...(await tensor([
        [1, 2],
        [3, 4],
      ])
        .matmul(tensor([[1], [-1]]))
        .data(backend)),
    ]).toEqual([-1, -1]);
    await expect(x.sum().data(backend)).rejects.toThrow('the graph needs the input "x" [2,3]');
  });
});

describe.each(backends)('on $name a variable', ({ backend }) => {
  const fresh = (...values: number[]) => variable('state', [values.length], () => floats(...values));

  test('is read from its loader once, then keeps what runs make of it', async () => {
    let loads = 0;
    const state = variable('state', [2], async () => {
      loads++;
      return floats(1, 2);
    });
    const step = input('step', []);
    const { run, dispose } = await compile(
      {
        inputs: { step },
        outputs: { before: state },
        updates: [{ variable: state, value: state.add(step) }],
      },
      backend,
    );
    expect([...(await run({ step: floats(1) })).before]).toEqual([1, 2]);
    expect([...(await run({ step: floats(10) })).before]).toEqual([2, 3]);
    expect([...(await backend.read(state.node))]).toEqual([12, 13]);
    expect(loads).toBe(1);
    dispose();
    backend.release([state.node]);
  });

  test('is written, also before anything has read it', async () => {
    let loads = 0;
    const state = variable('state', [2], () => {
      loads++;
      return floats(0, 0);
    });
    await backend.write(state.node, floats(3, 4));
    expect([...(await state.mul(2).data(backend))]).toEqual([6, 8]);
    await backend.write(state.node, floats(5, 6));
    expect([...(await state.mul(2).data(backend))]).toEqual([10, 12]);
    expect(loads).toBe(0);
    backend.release([state.node]);
  });

  test('starts from its first value again after it was released', async () => {
    const state = fresh(1, 2);
    await backend.write(state.node, floats(8, 9));
    backend.release([state.node]);
    expect([...(await state.neg().data(backend))]).toEqual([-1, -2]);
    backend.release([state.node]);
  });

  test('that was released is not mistaken for what took its place', async () => {
    const [state, other] = [fresh(1, 2, 3, 4), fresh(5, 6, 7, 8)];
    const { run, dispose } = await compile({ outputs: { y: state.mul(1) } }, backend);
    await run({});
    backend.release([state.node]);
    await backend.write(other.node, floats(9, 9, 9, 9));
    const answer = await run({}).then(
      ({ y }) => y.join(),
      () => 'rejected',
    );
    expect(['1,2,3,4', 'rejected']).toContain(answer);
    dispose();
    backend.release([other.node]);
  });

  test('is shared by the executables that use it', async () => {
    const state = fresh(1);
    const grow = await compile({ outputs: {}, updates: [{ variable: state, value: state.mul(2) }] }, backend);
    const look = await compile({ outputs: { value: state.add(0) } }, backend);
    await grow.run({});
    expect([...(await look.run({})).value]).toEqual([2]);
    await Promise.all([grow.run({}), grow.run({}), look.run({})]);
    expect([...(await look.run({})).value]).toEqual([8]);
    grow.dispose();
    expect([...(await look.run({})).value]).toEqual([8]);
    look.dispose();
    backend.release([state.node]);
  });

  test('changes places with another at the end of a run', async () => {
    const [a, b] = [fresh(1, 2), fresh(3, 4)];
    const { run, dispose } = await compile(
      {
        outputs: { sum: a.add(b) },
        updates: [
          { variable: a, value: b },
          { variable: b, value: a },
        ],
      },
      backend,
    );
    await run({});
    expect([...(await backend.read(a.node)), ...(await backend.read(b.node))]).toEqual([3, 4, 1, 2]);
    await run({});
    expect([...(await backend.read(a.node)), ...(await backend.read(b.node))]).toEqual([1, 2, 3, 4]);
    dispose();
    backend.release([a.node, b.node]);
  });

  test('gives copies of itself', async () => {
    const state = fresh(1, 2);
    (await backend.read(state.node)).fill(9);
    expect([...(await backend.read(state.node))]).toEqual([1, 2]);
    backend.release([state.node]);
  });

  test('may be of integers', async () => {
    const count = variable('count', [], () => Int32Array.of(2 ** 24 + 1), { dtype: 'i32' });
    expect(await backend.read(count.node)).toEqual(Int32Array.of(2 ** 24 + 1));
    await backend.write(count.node, Int32Array.of(-3));
    expect([...(await count.toFloat().data(backend))]).toEqual([-3]);
    backend.release([count.node]);
  });

  test('that does not fill its shape is refused by name', async () => {
    const state = variable('embeddings', [2, 2], () => floats(1, 2, 3));
    const message = 'variable "embeddings": 3 numbers do not fill the shape [2,2]';
    await expect(state.sum().data(backend)).rejects.toThrow(message);
    await expect(backend.read(state.node)).rejects.toThrow(message);
    await expect(backend.write(state.node, floats(1, 2, 3))).rejects.toThrow(message);
  });

  test('whose loading fails once is loaded again by the next who asks', async () => {
    let tries = 0;
    const state = variable('state', [1], async () => {
      if (tries++ === 0) throw new Error('the disk is asleep');
      return floats(5);
    });
    await expect(state.neg().data(backend)).rejects.toThrow('the disk is asleep');
    expect([...(await state.neg().data(backend))]).toEqual([-5]);
    backend.release([state.node]);
  });
});

describe('a backend that was disposed', async () => {
  const opened = await openBackends();

  test.each(opened)('rejects whatever it is asked: $name', async ({ backend }) => {
    const state = variable('state', [1], () => floats(1));
    const x = input('x', [1]);
    const { run } = await compile({ inputs: { x }, outputs: { y: x.add(state) } }, backend);
    await backend.dispose();
    await backend.dispose();
    await expect(run({ x: floats(1) })).rejects.toThrow('disposed');
    await expect(compile({ outputs: { y: tensor(1).exp() } }, backend)).rejects.toThrow('disposed');
    await expect(backend.read(state.node)).rejects.toThrow('disposed');
    await expect(backend.write(state.node, floats(1))).rejects.toThrow('disposed');
  });
});
