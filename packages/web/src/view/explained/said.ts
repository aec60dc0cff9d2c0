/** What the page calls options that messages name. */
const names: Readonly<Record<string, string>> = {
  window: '“Read long texts in windows”',
  steps: '“Steps”',
  method: '“Points on the path”',
  baseline: '“Baseline”',
  layer: '“Layer”',
  output: '“What is explained”',
  explainer: '“Method”',
  pair: '“pair”',
};

/** A message, with the options that it names as the page calls them. */
export function said(message: string): string {
  return message.replaceAll(/`([^`]*)`/g, (_, option: string) => names[option] ?? option);
}
