import type { Folder } from '@gradlens/bert';
import { type FetchOptions } from './fetched.ts';
/** A model of the hub, whose files are fetched as they are wanted. Throws an Error for what is no id. */
export declare function hubFolder(id: string, options: Omit<FetchOptions, 'refused'>): Folder;
