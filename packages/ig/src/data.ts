export { byteLinesOf } from './data/byteLines.ts';
export type { CsvParser } from './data/csvItems.ts';
export { dataFormats, isDataFormat, type DataFormat } from './data/formats.ts';
export type { BadLine, DataItem } from './data/item.ts';
export { linesOf, type Line } from './data/lines.ts';
