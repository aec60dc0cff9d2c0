/** A task that touches fewer elements than this is not worth handing out. */
const ELEMENTS = 16384;
/** Tasks beyond which a finer division balances nothing any more. */
const MOST = 64;

/** Columns that a task of a tall matrix has at least: so many fill a few cache lines, which then no other task reads. */
export const TALL_COLUMNS = 64;

/** How `total` items of some elements each are divided into tasks. */
export interface Division {
  readonly perTask: number;
  readonly tasks: number;
}

/**
 * Divides items among tasks, `perTask` a multiple of `multiple`. Tasks depend on the work alone and not on who does it: results have the same
 * bits for any number of threads.
 */
export function divide(total: number, elementsEach: number, multiple = 1): Division {
  const least = Math.max(ELEMENTS / Math.max(elementsEach, 1), total / MOST);
  const perTask = Math.max(multiple, Math.ceil(least / multiple) * multiple);
  return { perTask, tasks: Math.ceil(total / perTask) };
}
