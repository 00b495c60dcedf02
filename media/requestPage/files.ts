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
    if (entry) await addFiles(found, entry);
    else if (file) found.push({ file, path: file.name });
  }
  return found;
}

async function addFiles(found: ChosenFile[], entry: FileSystemEntry): Promise<void> {
  const path = entry.fullPath.replace(/^\//, "");
  const addUnreadable = () => found.push({ file: new File([], path), path, isUnreadable: true });
  if (entry.isFile) {
    const file = await readFile(entry as FileSystemFileEntry);
    if (file) found.push({ file, path });
    else addUnreadable();
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // Chromium returns 100 entries at a time.
  for (;;) {
    const entries = await readEntries(reader);
    if (!entries) addUnreadable();
    if (!entries || entries.length === 0) return;
    for (const each of entries) await addFiles(found, each);
  }
}

const readFile = (entry: FileSystemFileEntry) =>
  new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));

const readEntries = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[] | undefined>((resolve) => reader.readEntries(resolve, () => resolve(undefined)));
