import { explainerTitles } from '../explainers/titles.ts';
import type { Explanation } from '../explanation.ts';
import { columnFormat, counted, duration, number, signed, significant } from './numbers.ts';
import { outputOf } from './target.ts';

export type Fact = readonly [name: string, value: string];

/** The values that the attributions account for, how well they do, and by what method. */
export function findings(explanation: Explanation): Fact[] {
  const { target, method, convergence, model } = explanation;
  const { value, baselineValue } = target;
  const format = columnFormat(baselineValue === null ? [value] : [value, baselineValue]);
  const facts: Fact[] = [['value', `${number(value, format)} ${outputOf(explanation)}`]];
  if (baselineValue !== null) facts.push(['baseline', `${number(baselineValue, format)} ${method.baseline}`]);
  if (convergence.delta !== null)
    facts.push(['delta', deltaOf(convergence.delta, convergence.relativeDelta)]);
  facts.push(['method', describeMethod(method)], ['model', model.name]);
  return facts;
}

/** What it was computed on, and for how long. */
export function machinery({ device, milliseconds }: Pick<Explanation, 'device' | 'milliseconds'>): Fact[] {
  return [
    ['device', `${device.backend}, ${device.adapter}`],
    ['time', `${duration(milliseconds.explain)}, and ${duration(milliseconds.load)} to load the model`],
  ];
}

function deltaOf(delta: number, relativeDelta: number | null): string {
  const share =
    relativeDelta === null ? '' : ` (${significant(2)(100 * Math.abs(relativeDelta))} % of the change)`;
  return `${signed(delta, significant(2))}${share}`;
}

function describeMethod(method: Explanation['method']): string {
  const parts: string[] = [explainerTitles[method.name]];
  if (method.smoothSamples !== undefined) {
    parts.push(
      `mean of ${counted(method.smoothSamples, 'copy', 'copies')} with noise of ${significant(3)(method.smoothStdev!)}`,
    );
  }
  if (method.quadrature !== null) parts.push(method.quadrature);
  if (method.quadrature !== null && method.quadrature !== 'adaptive')
    parts.push(counted(method.steps!, 'step'));
  if (method.occlude !== undefined) parts.push(`${method.occlude} tokens at a time`);
  // Of one baseline without noise, a fixed rule takes a gradient at each step.
  if (
    (method.gradientEvaluations > 0 && method.gradientEvaluations !== method.steps) ||
    method.quadrature === 'adaptive'
  )
    parts.push(counted(method.gradientEvaluations, 'gradient'));
  if (method.forwardEvaluations > 0) parts.push(counted(method.forwardEvaluations, 'text'));
  if (method.layer !== null) parts.push(`layer ${method.layer}`);
  if (method.seed !== undefined) parts.push(`seed ${method.seed}`);
  return parts.join(', ');
}
