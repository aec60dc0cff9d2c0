/** A number as people write it, with U+2212 for minus. */
export function number(value: number, format: (magnitude: number) => string): string {
  return (value < 0 ? '−' : '') + format(Math.abs(value));
}

/** A change: `+` or `−` stands before all but 0. */
export function signed(value: number, format: (magnitude: number) => string): string {
  return (value > 0 ? '+' : '') + number(value, format);
}

/** Formats the magnitudes of a column alike: with as many decimals as give the largest three digits or four. */
export function columnFormat(values: readonly number[]): (magnitude: number) => string {
  const largest = Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
  const exponent = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  if (exponent < -4 || exponent > 5) return (magnitude) => magnitude.toExponential(2);
  const decimals = Math.max(0, 3 - Math.max(0, exponent)) + Math.max(0, -exponent - 1);
  return (magnitude) => magnitude.toFixed(decimals);
}

/** Writes the attributions of a column; `signs` tells whether they have a direction. */
export function attributionFormat(values: readonly number[], signs: boolean): (value: number) => string {
  const format = columnFormat(values);
  return (value) => (signs ? signed : number)(value, format);
}

/** One number by itself, to `digits` significant digits. */
export function significant(digits: number): (magnitude: number) => string {
  return (magnitude) =>
    magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)
      ? magnitude.toExponential(digits - 1)
      : String(Number(magnitude.toPrecision(digits)));
}

/** A share of 1 in per cent; what is not quite none or all is not rounded to it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %';
  if (share < 1 && share > 0.9995) return '>99.9 %';
  return `${(100 * share).toFixed(1)} %`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** So many of something. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
