import type { Subject } from '../../state/subject.ts';
/** How the text is to be explained. What does not matter to the explainer cannot be chosen. */
export declare function SettingsForm({ subject }: {
    readonly subject: Subject;
}): import("preact").JSX.Element | null;
