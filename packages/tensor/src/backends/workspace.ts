/** What an executable has of a workspace. */
export interface Share<Memory, Group extends string> {
  /** A block for each size that was asked for. */
  readonly blocks: Readonly<Record<Group, readonly Memory[]>>;
  readonly release: () => void;
}

interface Block<Memory> {
  readonly elements: number;
  readonly memory: Memory;
  users: number;
}

/**
 * Working memory that executables have in common, since only one of them runs at a time: all together need about as much as the largest.
 */
export class Workspace<Memory> {
  readonly #allocate: (elements: number) => Memory;
  readonly #free: (memory: Memory) => void;
  readonly #blocks = new Set<Block<Memory>>();

  constructor(allocate: (elements: number) => Memory, free: (memory: Memory) => void) {
    this.#allocate = allocate;
    this.#free = free;
  }

  /** Blocks of at least these sizes, in elements. No two are the same; other shares may have them too. Throws what allocating throws, and takes nothing then. */
  take<Group extends string>(sizes: Readonly<Record<Group, readonly number[]>>): Share<Memory, Group> {
    const idle = new Set(this.#blocks);
    const taken: Block<Memory>[] = [];
    const release = (): void => {
      for (const block of taken) this.#leave(block);
    };
    const groups = Object.keys(sizes) as Group[];
    const blocks = Object.fromEntries(groups.map((group) => [group, [] as Memory[]])) as Record<
      Group,
      Memory[]
    >;
    const wanted = groups.flatMap((group) => sizes[group].map((elements, i) => ({ group, i, elements })));
    try {
      for (const { group, i, elements } of wanted.sort((a, b) => b.elements - a.elements)) {
        const block = smallest(idle, elements) ?? this.#create(elements);
        idle.delete(block);
        block.users++;
        taken.push(block);
        blocks[group][i] = block.memory;
      }
    } catch (error) {
      release();
      throw error;
    }
    return { blocks, release };
  }

  #create(elements: number): Block<Memory> {
    const roomy = roundedUp(elements);
    const block = { elements: roomy, memory: this.#allocate(roomy), users: 0 };
    this.#blocks.add(block);
    return block;
  }

  #leave(block: Block<Memory>): void {
    if (--block.users > 0) return;
    this.#blocks.delete(block);
    this.#free(block.memory);
  }
}

/** The smallest that has room. */
function smallest<Memory>(blocks: Iterable<Block<Memory>>, elements: number): Block<Memory> | undefined {
  let found: Block<Memory> | undefined;
  for (const block of blocks) {
    if (block.elements >= elements && (!found || block.elements < found.elements)) found = block;
  }
  return found;
}

/** The next quarter of a power of two, so that sizes which differ a little find each other's blocks; a fifth is wasted at most. */
function roundedUp(elements: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, elements))) - 2);
  return Math.ceil(elements / step) * step;
}
