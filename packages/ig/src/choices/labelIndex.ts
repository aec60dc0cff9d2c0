/** The index of a label that is given by its name or by its index, as a number or as its digits; undefined where there is none such. */
export function labelIndex(choice: string | number, labels: readonly string[]): number | undefined {
  const written = String(choice);
  const index = labels.indexOf(written);
  if (index >= 0) return index;
  return /^\d+$/.test(written) && Number(written) < labels.length ? Number(written) : undefined;
}
