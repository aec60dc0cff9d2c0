import { type Folder } from '@gradlens/bert';
/** Hears how many bytes of a file have come. */
export type Told = (doneBytes: number, totalBytes: number | undefined) => void;
export interface FetchOptions {
  readonly told: Told;
  readonly signal: AbortSignal | undefined;
  /** What a response that is not fine means; undefined stands for a file that is not there. */
  readonly refused?: (response: Response, fileName: string) => Error | undefined;
}
/** A folder of files that have URLs; a file without one is not there. A file is fetched whole when it is opened. */
export declare function fetchedFolder(
  name: string,
  urlOf: (fileName: string) => string | undefined,
  { told, signal, refused }: FetchOptions,
): Folder;
