import { type BadLine, type DataItem } from '@gradlens/ig/data';
/** The texts of a data set. What has no telling name is JSON lines if it begins with `{`, else one text per line. Rejects with an Error for what cannot be read. */
export declare function readDataSet(content: Blob, name: string): Promise<(DataItem | BadLine)[]>;
