import type { Explanation } from '@gradlens/ig';
import type { Failure, Recorded } from '@gradlens/ig/view';
export type ManyRecord = Recorded<Explanation> | Failure;
/** The records of a data set, in its order, as they come. */
export declare const records: import('@preact/signals-core').Signal<readonly ManyRecord[]>;
export declare const total: import('@preact/signals-core').Signal<number>;
export declare const running: import('@preact/signals-core').Signal<AbortController | null>;
export declare const manyFailure: import('@preact/signals-core').Signal<string | null>;
/** Explains all texts of a data set by the settings of the single text; what ran before is cancelled. */
export declare function explainMany(content: Blob, fileName: string): Promise<void>;
export declare function cancelMany(): void;
