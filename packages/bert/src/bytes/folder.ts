import { blobSource, type ByteSource } from './source.ts';

/** The files of a model, wherever they are. */
export interface Folder {
  /** The path or name that error messages give. */
  readonly name: string;
  /** What the model in it is called; the last part of `name` where it is left out. */
  readonly modelName?: string;
  /** The file of that name, which the caller closes; undefined if there is none. */
  open(fileName: string): Promise<ByteSource | undefined>;
}

/** Whether there is a file of that name. */
export async function hasFile(folder: Folder, fileName: string): Promise<boolean> {
  const source = await folder.open(fileName);
  await source?.close();
  return source !== undefined;
}

/**
 * Files that the user has chosen in a page, one by one or as a directory. Of a directory only the files at its top belong
 * to the model: a training run leaves folders with files of the same names beside it.
 */
export function filesFolder(files: Iterable<File>, name: string): Folder {
  const byName = new Map([...files].filter(isAtTop).map((file) => [file.name, file]));
  return {
    name,
    modelName: name,
    async open(fileName) {
      const file = byName.get(fileName);
      return file && blobSource(file, `${name}/${fileName}`);
    },
  };
}

/** The path is `directory/file`, or empty where no directory was chosen; engines without pages have none. */
function isAtTop(file: File): boolean {
  return (file.webkitRelativePath ?? '').split('/').length <= 2;
}
