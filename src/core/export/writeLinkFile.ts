import { fillFile, onDisk } from "../disk/localFile.ts";

/** Anyone who can read the file can use the links in it. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file that contains signatures, in pieces: links, a page, a form or a snippet. Replaces an existing file.
 * @throws S3Error fileFailed
 */
export function writeLinkFile<T>(
  file: string,
  run: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const options = { replace: true, mode: OWNER_ONLY };
  return fillFile(file, options, (handle) => run((text) => onDisk(file, () => handle.writeFile(text))));
}
