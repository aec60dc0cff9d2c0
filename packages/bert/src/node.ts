export { directory, fileSource } from './bytes/file.ts';
