export { csvOptions, dataFormats, isDataFormat, type CsvRecord, type DataFormat } from './data/formats.ts';
export type { BadLine, DataItem } from './data/item.ts';
export { linesOf, type Line } from './data/lines.ts';
