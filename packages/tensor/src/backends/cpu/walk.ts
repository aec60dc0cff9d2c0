import { coalesce, contiguousLayout, type Layout } from '../../graph/layout.ts';
import { sizeOf } from '../../graph/shape.ts';
import { plus, times } from './wasm/arithmetic.ts';
import { i32, local, sequence, type Code } from './wasm/code.ts';
import type { Locals } from './wasm/module.ts';

/** A layout in a buffer whose byte address is known when the code runs. */
export interface View {
  readonly layout: Layout;
  readonly base: Code;
}

/** Axes that several views of as many elements have in common, outermost first, and each view's strides along them. */
export interface CommonAxes {
  readonly lengths: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/**
 * Splits the axes of all views where any of them has a boundary, so that nested loops over the common axes step through each view by strides
 * alone. Undefined where boundaries do not nest (rows of 2 in one view, of 3 in another).
 */
export function commonAxes(layouts: readonly Layout[]): CommonAxes | undefined {
  const size = sizeOf(layouts[0]!.shape);
  const views = layouts.map(coalesce);
  // Elements inside each boundary: a view [2,3,4] has boundaries at 1, 4, 12 and 24.
  const boundaries = [...new Set([1, size, ...views.flatMap(innerSizes)])].sort((a, b) => a - b);
  if (boundaries.some((inner, i) => i > 0 && inner % boundaries[i - 1]! !== 0)) return undefined;
  const axes = boundaries
    .slice(0, -1)
    .map((inner, i) => ({ inner, length: boundaries[i + 1]! / inner }))
    .reverse();
  const strides = views.map((view) => {
    const sizes = innerSizes(view);
    return axes.map(({ inner }) => {
      const axis = sizes.findIndex(
        (innerSize, i) => innerSize <= inner && inner < innerSize * view.shape[i]!,
      );
      return axis < 0 ? 0 : view.strides[axis]! * (inner / sizes[axis]!);
    });
  });
  return { lengths: axes.map(({ length }) => length), strides };
}

/** For each axis, how many elements lie inside one step of it. */
function innerSizes({ shape }: Layout): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** How views of as many elements are walked through together: by outer axes, and then along the innermost. */
export class Walk {
  /** Lengths of the outer axes. */
  readonly outer: readonly number[];
  /** Length of the innermost axis. */
  readonly columns: number;
  readonly #views: readonly View[];
  /** By view; undefined where the views have no axes in common: then positions are computed by division. */
  readonly #strides: readonly (readonly number[])[] | undefined;
  readonly #starts: readonly number[];

  constructor(views: readonly View[], locals: Locals) {
    const layouts = views.map(({ layout }) => layout);
    // The position in row-major order is one more view, which has no buffer.
    const axes = commonAxes([...layouts, contiguousLayout(layouts[0]!.shape)]);
    this.#views = views;
    this.#strides = axes?.strides;
    this.outer = axes?.lengths.slice(0, -1) ?? [];
    this.columns = axes ? (axes.lengths.at(-1) ?? 1) : sizeOf(layouts[0]!.shape);
    this.#starts = [...views, undefined].map(() => locals.i32());
  }

  /** Elements along the outer axes. */
  get rows(): number {
    return sizeOf(this.outer);
  }

  /** How far apart neighbours along the innermost axis lie in a view, in elements; NaN where they lie anyhow. */
  step(view: number): number {
    return this.#strides ? (this.#strides[view]!.at(-1) ?? 0) : Number.NaN;
  }

  /** A view's strides along the outer axes; undefined where there are none in common. */
  outerStrides(view: number): readonly number[] | undefined {
    return this.#strides?.[view]!.slice(0, -1);
  }

  /** Whether four neighbours can be read and written at once. */
  get vectors(): boolean {
    return this.#views.every((_, view) => this.step(view) === 0 || this.step(view) === 1);
  }

  /** Statements that go to the place given by a coordinate for each outer axis. `numbered` says whether `index` will be asked for. */
  enter(coordinates: readonly Code[], numbered: boolean): Code {
    const strides = this.#strides;
    if (!strides) return [];
    const position = (steps: readonly number[]): Code[] =>
      coordinates.flatMap((coordinate, axis) => {
        const step = steps[axis]!;
        return step === 0 ? [] : [step === 1 ? coordinate : times(coordinate, step)];
      });
    const starts = this.#views.map(({ base, layout }, view) => {
      const [first, ...rest] = position(strides[view]!);
      const place = layout.offset === 0 ? base : plus(base, i32.const(4 * layout.offset));
      return local.set(this.#starts[view]!, first ? plus(place, times(plus(first, ...rest), 4)) : place);
    });
    const index = local.set(this.#starts.at(-1)!, plus(i32.const(0), ...position(strides.at(-1)!)));
    return sequence(...starts, ...(numbered ? [index] : []));
  }

  /** Byte address of a view's element in a column of the row entered. */
  address(view: number, column: Code): Code {
    const step = this.step(view);
    if (Number.isNaN(step)) return this.#computedAddress(this.#views[view]!, column);
    const start = local.get(this.#starts[view]!);
    return step === 0 ? start : plus(start, times(column, 4 * step));
  }

  /** Position of the element in row-major order. */
  index(column: Code): Code {
    return this.#strides ? plus(local.get(this.#starts.at(-1)!), column) : column;
  }

  #computedAddress({ base, layout }: View, index: Code): Code {
    const { shape, strides, offset } = coalesce(layout);
    let position: Code = i32.const(offset);
    let inner = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const coordinate = i32.remU(i32.divU(index, i32.const(inner)), i32.const(shape[axis]!));
      position = plus(position, times(coordinate, strides[axis]!));
      inner *= shape[axis]!;
    }
    return plus(base, times(position, 4));
  }
}

/** Statements that split a row-major number into coordinates along axes of these lengths, and the coordinates. */
export function coordinatesOf(
  index: Code,
  lengths: readonly number[],
  locals: Locals,
): { readonly code: Code; readonly coordinates: readonly Code[] } {
  if (lengths.length === 1) return { code: [], coordinates: [index] };
  const rest = locals.i32();
  const held = lengths.map(() => locals.i32());
  const code = [...lengths.entries()]
    .reverse()
    .map(([axis, length]) =>
      axis === 0
        ? local.set(held[0]!, local.get(rest))
        : sequence(
            local.set(held[axis]!, i32.remU(local.get(rest), i32.const(length))),
            local.set(rest, i32.divU(local.get(rest), i32.const(length))),
          ),
    );
  return {
    code: lengths.length === 0 ? [] : sequence(local.set(rest, index), ...code),
    coordinates: held.map((coordinate) => local.get(coordinate)),
  };
}
