import { reachable, scalarNode, type Node } from './graph/node.ts';
import type { Expression } from './graph/expression.ts';
import type { Pullback } from './graph/op.ts';
import { formatShape } from './graph/shape.ts';
import { Tensor } from './tensor.ts';

/**
 * Gradients of the sum of all elements of `output` with respect to each tensor of `wrt`, as more graph.
 *
 * Reverse mode: from the output back, each op turns the gradient of its value into gradients of its inputs
 * (vector-Jacobian products), and those that meet at a node add up. Only nodes between `wrt` and the output are visited,
 * so that weights which nobody asked about cost nothing.
 *
 * Throws an Error when an op on the way has no gradient rule, or when the output does not depend on a tensor of `wrt`.
 */
export function grad<const Wrt extends readonly Tensor[]>(
  output: Tensor,
  wrt: Wrt,
): { -readonly [K in keyof Wrt]: Tensor } {
  const ones = new Tensor(scalarNode(1, 'f32')).broadcast(output.shape);
  const gradients = pullBack(output, ones, wrt, new Set());
  return wrt.map((tensor) => {
    const gradient = gradients.get(tensor.node);
    if (!gradient)
      throw new Error(
        `grad: the output does not depend on the given tensor of shape ${formatShape(tensor.shape)}`,
      );
    return gradient;
  }) as { -readonly [K in keyof Wrt]: Tensor };
}

/** Carries `dy`, the gradient at `output`, back to `wrt`; nodes of `stop` count as leaves. */
function pullBack(
  output: Tensor,
  dy: Tensor,
  wrt: readonly Tensor[],
  stop: ReadonlySet<Node>,
): Map<Node, Tensor> {
  const order = reachable([output.node], stop);
  const onPath = new Set<Node>(wrt.map((tensor) => tensor.node));
  for (const node of order) {
    if (!stop.has(node) && node.inputs.some((input) => onPath.has(input))) onPath.add(node);
  }

  const gradients = new Map<Node, Tensor>();
  if (onPath.has(output.node)) gradients.set(output.node, dy);
  for (const node of order.toReversed()) {
    const gradient = gradients.get(node);
    if (!gradient || stop.has(node) || !node.inputs.some((input) => onPath.has(input))) continue;
    const pullbacks = pullbacksOf(node, gradient);
    for (const [i, input] of node.inputs.entries()) {
      const pullback = onPath.has(input) ? pullbacks[i] : null;
      if (!pullback) continue;
      const contribution = new Tensor(pullback().node);
      gradients.set(input, gradients.get(input)?.add(contribution) ?? contribution);
    }
  }
  return gradients;
}

function pullbacksOf(node: Node, dy: Tensor): readonly (Pullback | null)[] {
  const { op, attrs } = node;
  const inputs = node.inputs.map((input) => new Tensor(input));
  if (op.kind !== 'leaf' && op.vjp) return op.vjp({ inputs, output: new Tensor(node), attrs, dy });
  if (op.kind !== 'leaf' && op.decompose) return decomposedPullbacks(op.decompose(inputs, attrs), inputs, dy);
  throw new Error(`grad: the op "${op.name}" has no gradient rule`);
}

/** The gradient of a fused op is that of the simpler ops it stands for, taken as far as its inputs. */
function decomposedPullbacks(value: Expression, inputs: readonly Tensor[], dy: Tensor): (Pullback | null)[] {
  const nodes = inputs.map((input) => input.node);
  return inputs.map((input, i) => {
    // An input that stands in two places gets the whole gradient at the first.
    if (nodes.indexOf(input.node) !== i) return null;
    return () => pullBack(new Tensor(value.node), dy, [input], new Set(nodes)).get(input.node)!;
  });
}
