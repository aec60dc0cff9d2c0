import type { Subject } from './subject.ts';
/** What a link may hold, after the `#`: settings that differ from the usual ones and, where it was ticked, the texts. */
export declare function linkTo(subject: Subject, withText: boolean): string;
/** Takes over what a link holds. What it says that nobody knows is refused when it is explained, as a setting is. */
export declare function followLink(subject: Subject, hash: string): void;
