import type { QuadratureRule } from '../quadrature/quadrature.ts';
import type { Attribution, Question } from './question.ts';

/** A way to divide a prediction up among tokens. */
export interface Explainer {
  /**
   * What `method` and `steps` mean to it. `integral`: any rule for an integral over a line. `fixed rule`: one of a fixed number of points. `steps`:
   * it counts steps of its own. `samples`: it draws. `nothing`: it takes none.
   */
  readonly counts: 'integral' | 'fixed rule' | 'steps' | 'samples' | 'nothing';
  /** Steps or samples where the user names none. */
  readonly steps?: number;
  /** The fixed rule where the user names none; `gausslegendre` when left out. */
  readonly rule?: QuadratureRule;
  /** What it needs of a baseline: activations, token ids, or nothing. */
  readonly baseline: 'activations' | 'ids' | 'none';
  /** Whether it reads the output of a layer; others replace tokens. */
  readonly differentiates: boolean;
  /** Whether it deletes words: then it cannot explain a label that one of them has. */
  readonly deletes?: true;
  /** Whether attributions sum to the change of the output from the baseline to the text. */
  readonly complete: boolean;
  /** The only layer that it works on; `encoder` for those of the encoder. */
  readonly layer?: 'first' | 'encoder';
  attribute(question: Question): Promise<Attribution>;
}
