/** Parts of records that differ from run to run, or follow from the others. */
const passing = new Set([
  'milliseconds',
  'device',
  'notices',
  'tokens',
  'words',
  'delta',
  'relativeDelta',
  'bound',
  'met',
  'gradientEvaluations',
  'forwardEvaluations',
]);
/** Numbers whose last digits depend on the device, and on other texts in the batch. */
const rounded = new Set(['logits', 'probabilities', 'probability', 'value', 'baselineValue', 'smoothStdev']);
const slack = { relative: 1e-3, absolute: 1e-4 };

/** Whether two records are of the same text by the same model and options: equal but for rounding and for what differs from run to run. */
export function isSameRecord(one: unknown, other: unknown): boolean {
  return isSame(one, other, false);
}

function isSame(one: unknown, other: unknown, roundedOff: boolean): boolean {
  if (roundedOff && typeof one === 'number' && typeof other === 'number') {
    const largest = Math.max(Math.abs(one), Math.abs(other));
    return Math.abs(one - other) <= slack.relative * largest + slack.absolute;
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every(
    (name) => isPassing(name, one) || isSame(one[name], other[name], roundedOff || rounded.has(name)),
  );
}

/** The adaptive method takes as many steps as it needs. */
function isPassing(name: string, { quadrature }: Readonly<Record<string, unknown>>): boolean {
  return passing.has(name) || (name === 'steps' && quadrature === 'adaptive');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
