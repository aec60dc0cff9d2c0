import type { ByteProgress } from '../../compute/protocol.ts';
/** How far something is that is counted in bytes. */
export declare function ByteBar({ label, progress: { doneBytes, totalBytes }, }: {
    readonly label: string;
    readonly progress: ByteProgress;
}): import("preact").JSX.Element;
