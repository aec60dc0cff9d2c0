export { printable } from './render/printable.ts';
export { cells, column, widthOf, wrap, type Cell } from './render/terminal/cells.ts';
export {
  columnsWithin,
  facts,
  gap,
  layOut,
  type Block,
  type TerminalOptions,
} from './render/terminal/layout.ts';
export type { Color } from './render/terminal/paint.ts';
export { terminalFormat } from './render/terminal/format.ts';
export { renderTerminal } from './render/terminal/explanation.ts';
export { renderTerminalEvaluation } from './render/terminal/evaluation.ts';
export { renderTerminalPrediction } from './render/terminal/prediction.ts';
export { renderTerminalSummary } from './render/terminal/summary.ts';
