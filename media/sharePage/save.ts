import { element } from "../form/dom.ts";

/** Part of the File System Access API, which not every browser has. */
interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

const { showSaveFilePicker } = window as Picker;

/** Bytes that are kept in memory where the browser cannot write a stream to a file. */
export const MAX_IN_MEMORY = 500 * 1000 ** 2;

/** Whether files of any size can be written to disk as they arrive. */
export const canStream = showSaveFilePicker !== undefined;

/**
 * Saves a stream as a file. Asks for the place first, while the click that led here still allows it.
 * @returns false if the reader chose no place
 */
export async function saveStream(
  name: string,
  signal: AbortSignal,
  open: () => ReadableStream<Uint8Array>,
): Promise<boolean> {
  if (!showSaveFilePicker) {
    const blob = await new Response(open(), { headers: { "content-type": "application/zip" } }).blob();
    signal.throwIfAborted();
    saveBlob(name, blob);
    return true;
  }
  const file = await showSaveFilePicker.call(window, { suggestedName: name }).catch((error: unknown) => {
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  });
  if (!file) return false;
  await open()
    .pipeThrough(inBlocks())
    .pipeTo(await file.createWritable(), { signal });
  return true;
}

/** Bytes. Each write to a file takes the browser milliseconds, and a ZIP file has four pieces for each file in it. */
const BLOCK = 256 * 1024;

function inBlocks(): TransformStream<Uint8Array, Uint8Array> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const flush = (controller: TransformStreamDefaultController<Uint8Array>) => {
    const block = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      block.set(piece, at);
      at += piece.length;
    }
    [pieces, size] = [[], 0];
    if (block.length > 0) controller.enqueue(block);
  };
  return new TransformStream({
    transform(piece, controller) {
      pieces.push(piece);
      size += piece.length;
      if (size >= BLOCK) flush(controller);
    },
    flush,
  });
}

/** Milliseconds until the memory of a saved file is freed. The browser gives no sign that it has read all of it. */
const KEPT = 60_000;

function saveBlob(name: string, blob: Blob): void {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT);
}
