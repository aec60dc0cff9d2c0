/** Whether files are dragged, or text that an input takes by itself. */
export function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** Files that were dropped, and the folder's name where a folder was. Of a folder only the files at its top come. */
export async function dropped(
  event: DragEvent,
): Promise<{ readonly files: File[]; readonly folder: string | undefined }> {
  const { items = [], files = [] } = event.dataTransfer ?? {};
  const whole = [...files];
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const directory = entries.find((entry) => entry.isDirectory);
  return directory
    ? { files: await filesIn(directory as FileSystemDirectoryEntry), folder: directory.name }
    : { files: whole, folder: undefined };
}

async function filesIn(directory: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = directory.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader gives some at a time, none at the end.
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (more.length === 0) break;
    entries.push(...more);
  }
  const fileEntries = entries.filter((entry): entry is FileSystemFileEntry => entry.isFile);
  return Promise.all(
    fileEntries.map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))),
  );
}
