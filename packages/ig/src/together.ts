import { RowPool } from './graphs/rowPool.ts';

/** Items that are worked on side by side: their rows fill batches. */
const side = 16;
/** Items that are read ahead: enough to find some of similar size, few enough to be held. */
const ahead = 128;
/** Milliseconds that the next item may take before those that are there are worked on: a disk is faster. */
const patience = 10;

/**
 * Works on items, those of similar size together, in one pool, and gives results in the order of the items. No more items are held than are read ahead, and none waits for
 * those that have yet to come. A failure of `work` ends all.
 */
export async function* together<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  sizeOf: (item: Item) => number,
  work: (item: Item, pool: RowPool) => Promise<Result>,
): AsyncGenerator<Result> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  try {
    let read: Item[] = [];
    let next = nextOf(source);
    for (;;) {
      if (read.length > 0 && (read.length === ahead || !(await comesSoon(next)))) {
        yield* workOn(read, sizeOf, work);
        read = [];
      }
      const { done, value } = await next;
      if (done) {
        yield* workOn(read, sizeOf, work);
        return;
      }
      read.push(value);
      next = nextOf(source);
    }
  } finally {
    // A source that is waited for cannot end yet, and need not.
    void source.return?.();
  }
}

/** The next item, asked for now; that it fails is told when it is awaited. */
function nextOf<Item>(source: AsyncIterator<Item> | Iterator<Item>): Promise<IteratorResult<Item>> {
  const next = Promise.resolve(source.next());
  next.catch(() => undefined);
  return next;
}

async function comesSoon(next: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, patience, false)));
  const soon = next.then(
    () => true,
    () => true,
  );
  return Promise.race([soon, late]).finally(() => clearTimeout(timer));
}

async function* workOn<Item, Result>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  work: (item: Item, pool: RowPool) => Promise<Result>,
): AsyncGenerator<Result> {
  const pool = new RowPool();
  const sizes = items.map(sizeOf);
  // The largest first: what is small finds memory that is there.
  const queue = [...items.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
  /** Results, or failures, to be taken. */
  const finished = new Map<number, () => Result>();
  let wake = (): void => {};
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const outcome = await work(items[next]!, pool).then(
        (result) => () => result,
        (error: unknown) => () => {
          throw error;
        },
      );
      finished.set(next, outcome);
      wake();
    }
  };
  const workers = Array.from({ length: Math.min(side, items.length) }, () => pool.run(worker));
  try {
    for (const i of items.keys()) {
      while (!finished.has(i)) await new Promise<void>((resolve) => (wake = resolve));
      yield finished.get(i)!();
      finished.delete(i);
    }
  } finally {
    // Whoever has seen enough, or met a failure, does not wait for what has not begun.
    queue.length = 0;
    await Promise.all(workers);
  }
}
