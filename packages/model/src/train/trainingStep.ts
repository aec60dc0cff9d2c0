import { BertWithHead, Weights, type BertConfig } from '@gradlens/bert';
import {
  compile,
  constant,
  grad,
  input,
  type Backend,
  type Compiled,
  type Tensor,
  type Variable,
} from '@gradlens/tensor';
import { adamwUpdates, stepInputs, type AdamWOptions, type Moments } from './adamw.ts';

export interface Trained {
  readonly parameter: Variable;
  readonly moments: Moments;
}

export type TrainingInput = 'inputIds' | 'attentionMask' | 'targets' | 'seed' | keyof typeof stepInputs;
export type TrainingStep = Compiled<TrainingInput, 'loss' | 'logits'>;

export interface StepOptions {
  readonly rows: number;
  readonly tokens: number;
  readonly dropoutRate: number;
  readonly adamw: AdamWOptions;
}

/** Compiles forward, backward and update for batches of one shape. */
export function compileTrainingStep(
  config: BertConfig,
  trained: ReadonlyMap<string, Trained>,
  options: StepOptions,
  backend: Backend,
): Promise<TrainingStep> {
  const { rows, tokens, dropoutRate, adamw } = options;
  const seed = input('seed', [], 'i32');
  const parameters = new Map([...trained].map(([name, { parameter }]) => [name, parameter]));
  const model = new BertWithHead(config, weightsOf(parameters), dropout(seed, dropoutRate));
  const { inputs, logits } = forward(model, rows, tokens);
  const targets = input('targets', [rows, config.labels.length]);
  const loss = targets.mul(logits.logSoftmax()).sum().div(-rows);
  const entries = [...trained.values()];
  const gradients = grad(
    loss,
    entries.map(({ parameter }) => parameter),
  );
  const updates = adamwUpdates(
    entries.map((entry, i) => ({ ...entry, gradient: gradients[i]! })),
    adamw,
  );
  return compile(
    {
      inputs: { ...inputs, targets, seed, ...stepInputs },
      outputs: { loss, logits },
      updates,
    },
    backend,
  );
}

/** Compiles the forward pass alone. */
export function compilePrediction(
  config: BertConfig,
  parameters: ReadonlyMap<string, Variable>,
  rows: number,
  tokens: number,
  backend: Backend,
) {
  const { inputs, logits } = forward(new BertWithHead(config, weightsOf(parameters)), rows, tokens);
  return compile({ inputs, outputs: { logits } }, backend);
}

function weightsOf(parameters: ReadonlyMap<string, Variable>): Weights {
  return new Weights((name) => parameters.get(name)!);
}

function forward(model: BertWithHead, rows: number, tokens: number) {
  const inputIds = input('inputIds', [rows, tokens], 'i32');
  const attentionMask = input('attentionMask', [rows, tokens]);
  const tokenTypeIds = constant(new Int32Array(rows * tokens), [rows, tokens], 'i32');
  return {
    inputs: { inputIds, attentionMask },
    logits: model.logits({ inputIds, attentionMask, tokenTypeIds }),
  };
}

/** Each use in the graph draws from the step's seed with a salt of its own. */
function dropout(seed: Tensor, rate: number): (x: Tensor) => Tensor {
  if (rate === 0) return (x) => x;
  let salt = 0;
  return (x) => {
    const kept = seed.broadcast(x.shape).uniform(salt++).greater(rate);
    return x.mul(kept.mul(1 / (1 - rate)));
  };
}
