import { hasDotSegments } from "../address/location.ts";
import type { ObjectEntry } from "../client/pages.ts";
import { cancellation } from "../errors/errors.ts";
import type { BulkSigner } from "../sign/bulkSigner.ts";
import { safeFileName } from "../text/fileName.ts";
import { type FileNames, fileNames } from "./formats/fileNames.ts";
import type { ExportAbout, LinkFormat } from "./formats/linkFormat.ts";

/** An object to export. It has no size if it was selected rather than listed. */
export type ExportedObject = Pick<ObjectEntry, "key" | "modified"> & { size?: number; versionId?: string };

/** Objects of one bucket to export. */
export interface ExportSource {
  bucket: string;
  /** The prefix that is removed from each key to get its path. */
  base: string;
  signer: BulkSigner;
  pages: AsyncIterable<readonly ExportedObject[]> | Iterable<readonly ExportedObject[]>;
}

export interface ExportRun {
  sources: readonly ExportSource[];
  format: LinkFormat;
  about: ExportAbout;
  /** Maximum number of links. */
  limit: number;
  signal?: AbortSignal;
  onProgress?: (count: number) => void;
}

export interface ExportOutcome {
  count: number;
  /** Number of objects whose links the format's tool cannot use. */
  leftOut: number;
  /** Whether there are more objects than the limit allows. */
  limited: boolean;
}

/**
 * Signs and writes page by page, so that memory does not grow with the number of links. Skips the markers of empty
 * folders, which only S3 treats as objects.
 * @throws S3Error cancelled; see S3.allObjects and BulkSigner
 */
export async function exportLinks(
  { sources, format, about, limit, signal, onProgress }: ExportRun,
  write: (text: string) => Promise<void>,
): Promise<ExportOutcome> {
  const writer = format.begin(about);
  const nameOf = namesFor(format);
  const dispositionOf = (file: string) => format.disposition && { disposition: format.disposition(file) };
  const outcome: ExportOutcome = { count: 0, leftOut: 0, limited: false };
  await write(writer.head);
  for (const { bucket, base, signer, pages } of sources) {
    for await (const page of pages) {
      if (signal?.aborted) throw cancellation();
      const wanted = page.filter(({ key, size }) => !(size === 0 && key.endsWith("/")));
      const usable = format.rewritesDots ? wanted.filter(({ key }) => !hasDotSegments(key)) : wanted;
      const objects = usable.slice(0, limit - outcome.count).map((object) => {
        const path = object.key.slice(base.length);
        return { ...object, bucket, path, file: nameOf(path) };
      });
      const urls = await signer.sign(objects.map((object) => ({ ...object, ...dispositionOf(object.file) })));
      await write(objects.map((object, index) => writer.link({ ...object, url: urls[index] as string })).join(""));
      outcome.count += objects.length;
      outcome.leftOut += wanted.length - usable.length;
      onProgress?.(outcome.count);
      outcome.limited = objects.length < usable.length;
      if (outcome.limited) break;
    }
    if (outcome.limited) break;
  }
  await write(writer.tail);
  return outcome;
}

function namesFor({ files }: LinkFormat): FileNames {
  if (files === undefined) return () => "";
  return files === "base" ? safeFileName : fileNames(files);
}
