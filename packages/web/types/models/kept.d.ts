import { type Folder } from '@gradlens/bert';
import type { Told } from './fetched.ts';
/** A model that is kept in this browser. */
export interface KeptModel {
  readonly name: string;
  readonly bytes: number;
}
/** Whether this browser keeps files for pages. */
export declare function canKeep(): boolean;
/** Copies a model's files into the browser's own storage. A copy that fails leaves nothing. */
export declare function keep(name: string, files: readonly File[], told: Told): Promise<void>;
export declare function keptModels(): Promise<KeptModel[]>;
export declare function forget(name: string): Promise<void>;
export declare function keptFolder(name: string): Promise<Folder>;
