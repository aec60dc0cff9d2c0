import { type Folder } from '@gradlens/bert';
import { type Told } from './fetched.ts';
/** Where a model comes from; it can be sent to the worker. */
export type ModelSource =
  | {
      readonly kind: 'bundled';
    }
  /** Files that the user picked. */
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly File[];
    }
  /** Kept in this browser. */
  | {
      readonly kind: 'kept';
      readonly name: string;
    }
  /** `owner/name` or `owner/name@revision` on the hub. */
  | {
      readonly kind: 'hub';
      readonly id: string;
    };
/** The files of a model, as soon as they can be read. Rejects where there are none, or not the ones that a model needs. */
export declare function folderOf(source: ModelSource, told: Told, signal?: AbortSignal): Promise<Folder>;
