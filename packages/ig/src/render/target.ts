import type { Explanation } from '../explanation.ts';

type Target = Pick<Explanation['target'], 'label' | 'output' | 'against' | 'neuron' | 'word'>;
type Method = Pick<Explanation['method'], 'name'>;

/** What is explained, and what was predicted where that is known: of a regression no label, but a number. */
interface Explained {
  readonly target: Target;
  readonly prediction?: Pick<Explanation['prediction'], 'probabilities'>;
}

/** What a word does: it speaks for the explained output, against it, or, where there is no sign, moves it either way. */
export type Sense = 'for' | 'against' | 'either';

/** What is explained, in as few words as a column has room for. */
export function targetName({ label, against, neuron, word }: Target): string {
  if (neuron !== undefined) return neuron;
  const name = against ? `${label} over ${against.label}` : (label ?? 'all labels');
  return word ? `${word.text}=${name}` : name;
}

/** The word whose label is explained, where words have labels. */
function placeOf({ word }: Target): string {
  return word ? ` at ${word.text}` : '';
}

/** What is explained, as running text calls it. */
export function outputOf(explained: Explained): string {
  const { label, output, against, neuron } = explained.target;
  if (isNumber(explained)) return `predicted ${label}`;
  if (neuron !== undefined) return `activation of ${neuron}`;
  const place = placeOf(explained.target);
  if (against) return `margin of ${label} over ${against.label}${place}`;
  const name = output.replace('-', ' ');
  if (label !== null) return `${name} of ${label}${place}`;
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
export function meaning(explained: Explained & { readonly method: Method }): string {
  if (!hasSigns(explained)) return `how strongly each word moves the ${outputOf(explained)}, up or down`;
  const { plus, minus } = directions(explained);
  return `+ ${plus}, − ${minus}`;
}

/** What the two signs say. */
export function directions(explained: Explained): { readonly plus: string; readonly minus: string } {
  const { label, against, neuron } = explained.target;
  if (against) return { plus: `towards ${label} and away from ${against.label}`, minus: 'the other way' };
  if (label !== null && !isNumber(explained)) {
    return { plus: `towards ${label}${placeOf(explained.target)}`, minus: 'away from it' };
  }
  return {
    plus: `raises ${neuron === undefined ? `the ${outputOf(explained)}` : `neuron ${neuron}`}`,
    minus: 'lowers it',
  };
}

/** Whether the output is the number that a regression predicts. */
function isNumber({ target: { label, output }, prediction }: Explained): boolean {
  return prediction?.probabilities === null && label !== null && output === 'logit';
}
