import { literalOf, type Node } from '../graph/node.ts';
import { sizeOf } from '../graph/shape.ts';
import { matmul } from '../ops/matmul.ts';
import { reductionOps } from '../ops/index.ts';

/** WebGPU grants 8 storage buffers to a kernel by default: a matmul's two operands and its result leave 5, and since the product is among what its host reads, one for a second result. */
const MAX_PROGRAM_INPUTS = 5;

/** Which nodes are computed inside the kernel of another. */
export interface Fusion {
  /**
   * The node whose kernel computes an elementwise node (or a reshape between such): itself where it has a kernel of its own.
   * A reduction is host to the nodes that compute its input; a matmul's host finishes its elements while they are in registers.
   */
  readonly hostOf: ReadonlyMap<Node, Node>;
  /** The matmul that an elementwise host finishes. */
  readonly matmulOf: ReadonlyMap<Node, Node>;
}

/**
 * An elementwise node joins its users' kernel when all of them are in the same one: then nobody else needs its value in memory.
 * Reshapes between elementwise nodes change no element's position and join too.
 */
export function fuse(order: readonly Node[], roots: ReadonlySet<Node>): Fusion {
  const users = usersOf(order);
  const hostOf = new Map<Node, Node>();
  const reads = new Map<Node, Set<Node>>();

  const commonHost = (node: Node): Node | undefined => {
    const hosts = new Set(
      users.get(node)!.map((user) => hostOf.get(user) ?? (isReduction(user) ? user : undefined)),
    );
    const [host] = hosts;
    return hosts.size === 1 && !roots.has(node) ? host : undefined;
  };

  for (const node of order.toReversed()) {
    const elementwise = node.op.kind === 'elementwise';
    if (!elementwise && !isReshapeOfElementwise(node)) continue;
    const host = commonHost(node);
    const readByHost = host && merged(reads.get(host) ?? new Set([node]), node);
    if (host && readByHost!.size <= MAX_PROGRAM_INPUTS) {
      hostOf.set(node, host);
      reads.set(host, readByHost!);
    } else if (elementwise) {
      hostOf.set(node, node);
      reads.set(node, merged(new Set([node]), node));
    }
  }
  const matmulOf = findEpilogues(order, roots, users, hostOf);
  for (const [host, product] of matmulOf) hostOf.set(product, host);
  return { hostOf, matmulOf };
}

/** No fusion: every elementwise node is a kernel. The oracle of `fuse`. */
export function noFusion(order: readonly Node[]): Fusion {
  const elementwise = order.filter((node) => node.op.kind === 'elementwise');
  return { hostOf: new Map(elementwise.map((node) => [node, node])), matmulOf: new Map() };
}

/** What a host reads once `node` is computed inside it. */
function merged(reads: ReadonlySet<Node>, node: Node): Set<Node> {
  const result = new Set(reads);
  result.delete(node);
  for (const input of node.inputs) if (literalBehind(input) === undefined) result.add(input);
  return result;
}

function findEpilogues(
  order: readonly Node[],
  roots: ReadonlySet<Node>,
  users: ReadonlyMap<Node, readonly Node[]>,
  hostOf: ReadonlyMap<Node, Node>,
): Map<Node, Node> {
  /** The elementwise hosts that read a value or a reshape of it; undefined stands for any other user. */
  const readers = (node: Node): Set<Node | undefined> => {
    if (roots.has(node)) return new Set([undefined]);
    const found = users.get(node)!.map((user) => {
      const host = hostOf.get(user);
      if (host) return new Set([host.op.kind === 'elementwise' ? host : undefined]);
      return isReshape(user) ? readers(user) : new Set([undefined]);
    });
    return new Set(found.flatMap((set) => [...set]));
  };

  const matmulOf = new Map<Node, Node>();
  for (const node of order.toReversed()) {
    if (node.op !== matmul) continue;
    const [host, ...others] = readers(node);
    if (!host || others.length > 0 || matmulOf.has(host) || sizeOf(host.shape) !== sizeOf(node.shape))
      continue;
    matmulOf.set(host, node);
  }
  return matmulOf;
}

function usersOf(order: readonly Node[]): Map<Node, Node[]> {
  const users = new Map<Node, Node[]>(order.map((node) => [node, []]));
  for (const node of order) for (const input of node.inputs) users.get(input)!.push(node);
  return users;
}

function isReduction(node: Node): boolean {
  return node.op === reductionOps.sum || node.op === reductionOps.max;
}

function isReshape(node: Node): boolean {
  return node.op.kind === 'view' && node.op.name === 'reshape';
}

function isReshapeOfElementwise(node: Node): boolean {
  const input = node.inputs[0];
  return isReshape(node) && (input!.op.kind === 'elementwise' || isReshapeOfElementwise(input!));
}

/** The number that a scalar constant holds, also when it is seen through views. */
export function literalBehind(node: Node): number | undefined {
  return node.op.kind === 'view' ? literalBehind(node.inputs[0]!) : literalOf(node);
}
