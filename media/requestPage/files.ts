/** A file with its path in the folder that was chosen or dropped; its name if there is none. */
export interface ChosenFile {
  file: File;
  path: string;
  /** The browser can't read it, or what is in it. */
  isUnreadable?: true;
}

export function chosenFiles({ files }: HTMLInputElement): ChosenFile[] {
  return [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** Reads dropped folders too. */
export async function droppedFiles({ items }: DataTransfer): Promise<ChosenFile[]> {
  // The list is empty after the first asynchronous step.
  const dropped = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: ChosenFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry) found.push(...(await filesIn(entry)));
    else if (file) found.push({ file, path: file.name });
  }
  return found;
}

async function filesIn(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  const unreadable: ChosenFile = { file: new File([], path), path, isUnreadable: true };
  if (entry.isFile) {
    const file = await readFile(entry as FileSystemFileEntry);
    return [file ? { file, path } : unreadable];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: ChosenFile[] = [];
  // Chromium returns 100 entries at a time.
  for (;;) {
    const entries = await readEntries(reader);
    if (!entries) return [...found, unreadable];
    if (entries.length === 0) return found;
    for (const each of entries) found.push(...(await filesIn(each)));
  }
}

const readFile = (entry: FileSystemFileEntry) =>
  new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));

const readEntries = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[] | undefined>((resolve) => reader.readEntries(resolve, () => resolve(undefined)));
