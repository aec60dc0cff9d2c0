import type { Explanation } from '../explanation.ts';

type Target = Pick<Explanation['target'], 'label' | 'output' | 'against' | 'neuron'>;
type Method = Pick<Explanation['method'], 'name'>;

/** What a word does: it speaks for the explained output, against it, or, where there is no sign, moves it either way. */
export type Sense = 'for' | 'against' | 'either';

/** What is explained, in as few words as a column has room for. */
export function targetName({ label, against, neuron }: Target): string {
  if (neuron !== undefined) return neuron;
  if (against) return `${label} over ${against.label}`;
  return label ?? 'all labels';
}

/** What is explained, as running text calls it. */
export function outputOf({ label, output, against, neuron }: Target): string {
  if (neuron !== undefined) return `activation of ${neuron}`;
  if (against) return `margin of ${label} over ${against.label}`;
  const name = output.replace('-', ' ');
  if (label !== null) return `${name} of ${label}`;
  return `sum of the ${output === 'probability' ? 'probabilities' : output === 'logit' ? 'logits' : 'log probabilities'}`;
}

/** Whether attributions tell a direction, or a strength alone. */
export function hasSigns({ method }: { readonly method: Method }): boolean {
  return method.name !== 'saliency';
}

export function senseOf(attribution: number, signs: boolean): Sense {
  if (!signs) return 'either';
  return attribution < 0 ? 'against' : 'for';
}

/** What an attribution says. */
export function meaning({ target, method }: { readonly target: Target; readonly method: Method }): string {
  if (!hasSigns({ method })) return `how strongly each word moves the ${outputOf(target)}, up or down`;
  const { plus, minus } = directions(target);
  return `+ ${plus}, − ${minus}`;
}

/** What the two signs say. */
export function directions(target: Target): { readonly plus: string; readonly minus: string } {
  const { label, against, neuron } = target;
  if (against) return { plus: `towards ${label} and away from ${against.label}`, minus: 'the other way' };
  if (label !== null) return { plus: `towards ${label}`, minus: 'away from it' };
  return {
    plus: `raises ${neuron === undefined ? `the ${outputOf(target)}` : `neuron ${neuron}`}`,
    minus: 'lowers it',
  };
}
