import { makeZip } from "client-zip";
import type { FileEntry } from "../reader/links.ts";
import { FileFailed, fetchFile, MAX_BUFFERED } from "./fetchFile.ts";
import { say } from "./texts.ts";
import { zipNames } from "./zipNames.ts";

export interface Failure {
  path: string;
  reason: string;
}

export interface ZipProgress {
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
  onFile: () => void;
}

/** A ZIP file as a stream. Its failures are complete when the stream has ended. */
export interface ZipFile {
  stream: ReadableStream<Uint8Array>;
  failures: Failure[];
}

/** Small files that are requested before the ZIP file needs them. */
const AHEAD = 6;

/** @param files a file that fails is listed in the ZIP file, and the rest continues */
export function zipFile(files: readonly FileEntry[], progress: ZipProgress): ZipFile {
  const failures: Failure[] = [];
  return { stream: makeZip(entries(files, progress, failures), { buffersAreUTF8: true }), failures };
}

interface Entry {
  name: string;
  input: Uint8Array | AsyncIterable<Uint8Array> | string;
}

async function* entries(
  files: readonly FileEntry[],
  progress: ZipProgress,
  failures: Failure[],
): AsyncGenerator<Entry> {
  const nameOf = zipNames(files.map(({ path }) => path));
  for await (const { file, fetched } of ahead(files, progress.signal)) {
    const fail = (error: unknown) => {
      if (!(error instanceof FileFailed)) throw error;
      failures.push({ path: file.path, reason: error.message });
    };
    try {
      const content = await fetched;
      yield { name: nameOf(file.path), input: counted(content, progress, fail) };
    } catch (error) {
      fail(error);
    }
    progress.onFile();
  }
  if (failures.length > 0) yield { name: nameOf(say("failuresFile")), input: listOf(failures) };
}

/** A large file can break off while it is in the ZIP file already. */
async function* counted(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  { onBytes }: ZipProgress,
  fail: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    fail(error instanceof FileFailed ? new FileFailed(say("incomplete", error.message)) : error);
  }
}

/** Requests small files ahead, so that many of them don't wait for each other's response. */
async function* ahead(files: readonly FileEntry[], signal: AbortSignal) {
  const waiting: { file: FileEntry; fetched: ReturnType<typeof fetchFile> }[] = [];
  for (const file of files) {
    // A large one is requested when it is written. Its size is known, unless it was selected and not listed.
    if (waiting.length > 0 && (waiting.length >= AHEAD || file.size > MAX_BUFFERED || file.size === 0)) {
      for (const next of waiting.splice(0, file.size > MAX_BUFFERED || file.size === 0 ? waiting.length : 1))
        yield next;
    }
    const fetched = fetchFile(file, signal);
    // It is awaited only when its turn comes.
    fetched.catch(() => undefined);
    waiting.push({ file, fetched });
  }
  yield* waiting;
}

/** With the line ends of Windows, which every editor shows. */
function listOf(failures: readonly Failure[]): string {
  return `\ufeff${failures.map(({ path, reason }) => `${path}\t${reason}\r\n`).join("")}`;
}
