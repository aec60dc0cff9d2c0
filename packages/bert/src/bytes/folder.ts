import { blobSource, type ByteSource } from './source.ts';

/** The files of a model, wherever they are. */
export interface Folder {
  /** The path or name that error messages give. */
  readonly name: string;
  /** The file of that name, which the caller closes; undefined if there is none. */
  open(fileName: string): Promise<ByteSource | undefined>;
}

/**
 * Files that the user has chosen in a page, one by one or as a directory. Of a directory's files, those at its top
 * count: a training run leaves folders of checkpoints beside the model, with files of the same names.
 */
export function filesFolder(files: Iterable<File>, name: string): Folder {
  const byDepth = [...files].sort((a, b) => depth(b) - depth(a));
  const byName = new Map(byDepth.map((file) => [file.name, file]));
  return {
    name,
    async open(fileName) {
      const file = byName.get(fileName);
      return file && blobSource(file, `${name}/${fileName}`);
    },
  };
}

function depth(file: File): number {
  return (file.webkitRelativePath ?? '').split('/').length;
}
