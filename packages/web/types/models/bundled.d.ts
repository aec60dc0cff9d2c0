/** Where the files of the bundled model are, as the build has named them. */
export declare const bundledUrls: Readonly<Record<string, string>>;
