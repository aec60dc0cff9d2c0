import type { GeneratorValue } from 'fast-check';
import type { Shape } from '../../src/graph/shape.ts';
import { input, type Tensor } from '../../src/tensor.ts';
import { drawValues, drawFrom, type Scope, type Case } from './draw.ts';

const scope: Scope = {
  largest: 40,
  elements: 40,
  favoured: [1, 3, 4, 5, 8, 32, 33],
  levels: [2 ** 30],
  distinct: false,
};

/** The weights of a block by name: what its sizes are, and the shape of each. */
const shapesOf = (hidden: number, intermediate: number): Readonly<Record<string, Shape>> => ({
  query: [hidden, hidden],
  key: [hidden, hidden],
  value: [hidden, hidden],
  gamma: [hidden],
  beta: [hidden],
  up: [intermediate, hidden],
  upBias: [intermediate],
  down: [hidden, intermediate],
  downBias: [hidden],
});

/** A transformer's encoder block of drawn sizes, with weights [out, in] as PyTorch keeps them. */
export function drawBlock(g: GeneratorValue): Case {
  const { int } = drawFrom(g, scope);
  const [batch, sequence, heads, width, intermediate] = [
    int(1, 2),
    int(1, 9),
    int(1, 3),
    int(1, 8),
    int(1, 40),
  ];
  const shapes = shapesOf(heads * width, intermediate);
  const x = input('x', [batch, sequence, heads * width]);
  const weights = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]),
  );
  const inputs = [x, ...Object.values(weights)];
  return {
    inputs,
    values: drawValues(
      g,
      inputs.map(({ shape }) => ({ shape, range: [-0.5, 0.5] })),
      scope,
    ),
    output: block(x, weights, heads),
  };
}

function block(x: Tensor, weights: Readonly<Record<string, Tensor>>, heads: number): Tensor {
  const [batch, sequence, hidden] = x.shape as [number, number, number];
  const width = hidden / heads;
  const split = (y: Tensor): Tensor => y.reshape([batch, sequence, heads, width]).permute([0, 2, 1, 3]);
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    split(x.matmul(weights[name]!.transpose())),
  );
  const scores = query!.matmul(key!.transpose()).div(Math.sqrt(width));
  const context = scores.softmax().matmul(value!).permute([0, 2, 1, 3]).reshape(x.shape);
  const attended = context.add(x).layerNorm(weights.gamma!, weights.beta!, 0.1);
  const inner = attended.matmul(weights.up!.transpose()).add(weights.upBias!).gelu();
  return inner.matmul(weights.down!.transpose()).add(weights.downBias!).add(attended);
}
