import type { Subject } from '../../state/subject.ts';
/** The text, and how it is to be explained. */
export declare function Ask({ subject, showExamples, }: {
    readonly subject: Subject;
    readonly showExamples?: boolean;
}): import("preact").JSX.Element;
