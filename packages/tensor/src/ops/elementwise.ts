import type { Attrs, ElementwiseOp, SampleInput, VjpCall, Pullback } from '../graph/op.ts';
import type { Expression } from '../graph/expression.ts';
import { formatShape, sameShape, type DType, type Spec } from '../graph/shape.ts';

interface Definition<A> {
  readonly name: string;
  scalar(args: readonly number[], attrs: A, index: number): number;
  vjp(call: VjpCall<A>): readonly (Pullback | null)[];
  decompose?(inputs: readonly Expression[], attrs: A): Expression;
  /** The inputs in order; their values' bounds serve the property tests. */
  readonly inputs: readonly Omit<SampleInput, 'shape'>[];
  readonly sampleAttrs?: A;
}

/** An op on equally shaped inputs that computes each element by itself; the output is f32. */
export function elementwise<A = Attrs>(definition: Definition<A>): ElementwiseOp<A> {
  const { name, inputs, sampleAttrs, ...rules } = definition;
  return {
    kind: 'elementwise',
    name,
    ...rules,
    infer: (specs) =>
      inferElementwise(
        name,
        specs,
        inputs.map((input) => input.dtype ?? 'f32'),
      ),
    sample(draw) {
      const shape = draw.shape(0, 4);
      return { inputs: inputs.map((input) => ({ shape, ...input })), attrs: sampleAttrs ?? ({} as A) };
    },
  };
}

function inferElementwise(name: string, specs: readonly Spec[], dtypes: readonly DType[]): Spec {
  const shape = specs[0]!.shape;
  for (const [i, spec] of specs.entries()) {
    if (spec.dtype !== dtypes[i]) throw new RangeError(`${name}: expected ${dtypes[i]}, got ${spec.dtype}`);
    if (!sameShape(spec.shape, shape)) {
      throw new RangeError(`${name}: shapes differ: ${formatShape(shape)} and ${formatShape(spec.shape)}`);
    }
  }
  return { shape, dtype: 'f32' };
}
