export * from './index.ts';
export { directory, fileSource } from './bytes/file.ts';
