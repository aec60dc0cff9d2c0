export { cells, column, printable, widthOf, wrap, type Cell } from './render/cells.ts';
export { columnsWithin, facts, gap, layOut, type Block, type TerminalOptions } from './render/layout.ts';
export type { Color } from './render/paint.ts';
export { renderTerminal } from './render/terminal.ts';
export { renderTerminalEvaluation } from './render/terminalEvaluation.ts';
export { renderTerminalSummary } from './render/terminalSummary.ts';
export { renderTerminalPrediction } from './render/terminalPrediction.ts';
