/** Lets the browser save content as a file. */
export declare function save(content: Blob, fileName: string): void;
