import type { Expression } from '../graph/expression.ts';
import { buildNode, reachable, scalarNode, type Node } from '../graph/node.ts';
import type { PadAttrs } from '../ops/pad.ts';
import type { SliceAttrs } from '../ops/slice.ts';

/**
 * The same values without the ops named: each is replaced by the simpler ops that it stands for. A slice of parts that were padded and added
 * up, as an op of several results is written, becomes the part itself.
 */
export function composed(
  roots: readonly Node[],
  names: readonly string[],
  express: (node: Node) => Expression,
): Node[] {
  const replaced = new Map<Node, Node>();
  const rewrite = (node: Node): Node => {
    const { op, attrs } = node;
    const inputs = node.inputs.map((input) => replaced.get(input)!);
    if (op.kind === 'leaf') return node;
    if (names.includes(op.name)) return op.decompose!(inputs.map(express), attrs).node;
    if (inputs.every((input, i) => input === node.inputs[i])) return node;
    if (op.name === 'slice') return sliced(inputs[0]!, attrs) ?? zeros(node);
    return buildNode(op, inputs, attrs);
  };
  for (const node of reachable(roots)) replaced.set(node, rewrite(node));
  return roots.map((root) => replaced.get(root)!);

  /** Undefined where a slice holds nothing but padding. */
  function sliced(x: Node, slice: SliceAttrs): Node | undefined {
    if (x.op.name === 'add') {
      const parts = x.inputs.map((input) => sliced(input, slice));
      const found = parts.filter((part) => part !== undefined);
      return found.length === 2 ? buildNode(x.op as never, found) : found[0];
    }
    const { axis, start, length } = slice;
    const pad = x.op.name === 'pad' ? (x.attrs as PadAttrs) : undefined;
    if (pad?.axis === axis) {
      const [inner] = x.inputs as [Node];
      const [from, to] = [start - pad.before, start - pad.before + length];
      if (to <= 0 || from >= inner.shape[axis]!) return undefined;
      if (from >= 0 && to <= inner.shape[axis]!)
        return from === 0 && length === inner.shape[axis]
          ? inner
          : express(inner).slice(axis, from, length).node;
    }
    return express(x).slice(axis, start, length).node;
  }

  function zeros(node: Node): Node {
    return express(scalarNode(0, node.dtype)).broadcast(node.shape).node;
  }
}
