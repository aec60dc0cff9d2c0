export * from './index.ts';
export { directory, fileSource } from './bytes/file.ts';
export type { FetchProgress } from './hubCache/fetchFile.ts';
export { hubFolder, type HubOptions } from './hubCache/hubFolder.ts';
