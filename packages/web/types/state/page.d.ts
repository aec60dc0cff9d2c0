import { Subject } from './subject.ts';
export declare const pages: readonly ['one', 'many', 'model'];
export type Page = (typeof pages)[number];
export declare const page: import('@preact/signals-core').Signal<'many' | 'model' | 'one'>;
export declare const first: Subject;
/** What the first is compared with. */
export declare const second: import('@preact/signals-core').Signal<Subject | null>;
export declare function compare(): void;
export declare function endComparison(): void;
