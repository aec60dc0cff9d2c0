import { reachable, type Node } from './node.ts';
import { formatShape } from './shape.ts';

/** The graph as text, a line per node, inputs before users: `%7 = matmul(%3, %5) : f32[2,4]`. */
export function printGraph(roots: readonly Node[]): string {
  return reachable(roots).map(printNode).join('\n');
}

function printNode(node: Node): string {
  const inputs = node.inputs.map((input) => `%${input.id}`).join(', ');
  const attrs = node.op.kind === 'leaf' ? leafNote(node) : attrsNote(node.attrs);
  return `%${node.id} = ${node.op.name}(${inputs})${attrs} : ${node.dtype}${formatShape(node.shape)}`;
}

function leafNote(node: Node): string {
  return typeof node.attrs.name === 'string' ? ` "${node.attrs.name}"` : '';
}

function attrsNote(attrs: object): string {
  return Object.keys(attrs).length === 0 ? '' : ` ${JSON.stringify(attrs)}`;
}
