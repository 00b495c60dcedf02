import { type SlotLinks, unpackPartLinks } from "../../src/core/share/slotLinks.ts";
import { MAX_MANIFEST, parseSlotManifest, type SlotManifest } from "../../src/core/share/slotManifest.ts";
import { xmlElement } from "../../src/core/text/responseXml.ts";
import { sendRequest } from "../reader/request.ts";
import { checkReadable, refusal } from "../uploadPage/formRequest.ts";
import { md5Of } from "./md5.ts";
import { type Attempts, type Response, retrying, UploadFailure, until } from "./retry.ts";

export interface StoredPart {
  size: number;
  etag: string;
  /** Date and time, as the server writes them. */
  modified?: string | undefined;
}

/** `gone`: the upload was completed or aborted before. `otherParts`: not all parts have these ETags. */
export interface Completion {
  kind: "done" | "gone" | "otherParts";
  etag?: string | undefined;
}

/** Milliseconds without a byte in either direction. */
const IDLE_TIMEOUT = 60_000;

/** The requests to one slot. Each is sent again if the network or the server fails. */
export class Slot {
  /** The file that this page sends into it. */
  user: object | undefined;
  readonly #links: SlotLinks;
  readonly #needsMd5: boolean;
  #parts: string[] | undefined;
  #discarding: Promise<void> | undefined;

  constructor(links: SlotLinks, needsMd5: boolean) {
    this.#links = links;
    this.#needsMd5 = needsMd5;
  }

  /** @returns undefined if there is none, or if it can't be read; "released" if a sender has made the slot available */
  async readManifest(attempts: Attempts): Promise<SlotManifest | "released" | undefined> {
    const headers = { ...UNCACHED.headers, range: `bytes=0-${MAX_MANIFEST - 1}` };
    const { status, text } = await retrying(attempts, () =>
      sendRequest("GET", this.#links.readManifest, { ...attempts, ...UNCACHED, headers }),
    );
    // Without permission to list the bucket, S3 responds 403 if there is no such object. An empty one has no range.
    return status === 200 || status === 206 || status === 416 ? (parseSlotManifest(text) ?? "released") : undefined;
  }

  /** The file of which a part has been sent, or will be. @returns undefined if there is none, or if it was completed */
  async unfinished(attempts: Attempts): Promise<{ manifest: SlotManifest; parts: StoredPart[] } | undefined> {
    const manifest = await this.readManifest(attempts);
    if (!isUnfinished(manifest)) return undefined;
    const parts = await this.listParts(attempts);
    return parts && { manifest, parts: [...parts.values()] };
  }

  /**
   * Makes the slot available to another file. A file that is complete keeps its name.
   * @param claim of the only sender whose file may be discarded
   */
  discard(attempts: Attempts, claim: string): Promise<void> {
    const discarding = this.#discard(attempts, claim);
    const all = Promise.allSettled([this.#discarding, discarding]).then(() => {
      if (this.#discarding === all) this.#discarding = undefined;
    });
    this.#discarding = all;
    return discarding;
  }

  get isDiscarding(): boolean {
    return this.#discarding !== undefined;
  }

  /**
   * Resolves when nothing is being discarded, whether or not that succeeded.
   * @throws DOMException AbortError
   */
  async settled(signal: AbortSignal): Promise<void> {
    const discarding = this.#discarding;
    if (discarding) await until(signal, (done) => void discarding.then(done));
  }

  async #discard(attempts: Attempts, claim: string): Promise<void> {
    const { manifest } = (await this.unfinished(attempts)) ?? {};
    if (manifest?.claim !== claim) return;
    await this.writeManifest(undefined, attempts);
    if (await this.listParts(attempts)) return;
    // Meanwhile it was completed, and the name that its sender has stored was replaced.
    const stored = await this.findObject(attempts);
    if (stored?.size === manifest.size) await this.writeManifest({ ...manifest, etag: stored.etag }, attempts);
  }

  /** @param manifest undefined to release the slot */
  async writeManifest(manifest: SlotManifest | undefined, attempts: Attempts): Promise<void> {
    const { url, headers } = this.#links.writeManifest;
    const body = new Blob([JSON.stringify(manifest ?? {})], { type: "application/json" });
    const digest = await this.#digest(body, attempts);
    const response = await retrying(attempts, () =>
      sendRequest("PUT", url, { ...attempts, body, headers: { ...headers, ...digest }, idleTimeout: IDLE_TIMEOUT }),
    );
    checkStatus(response);
  }

  /**
   * The parts that are stored, by their numbers from 1 on.
   * @returns undefined if the upload was completed or aborted
   */
  async listParts(attempts: Attempts): Promise<Map<number, StoredPart> | undefined> {
    const parts = new Map<number, StoredPart>();
    for (const url of this.#links.list) {
      const response = await retrying(attempts, () => sendRequest("GET", url, { ...attempts, ...UNCACHED }));
      if (response.status === 404) return undefined;
      checkStatus(response);
      for (const [, part = ""] of response.text.matchAll(/<Part>(.*?)<\/Part>/gs)) {
        const [number, size, etag, modified] = PART_ELEMENTS.map((name) => xmlElement(part, name));
        if (number && size && etag) parts.set(Number(number), { size: Number(size), etag, modified });
      }
      if (xmlElement(response.text, "IsTruncated") !== "true") break;
    }
    return parts;
  }

  /**
   * Stores a part.
   * @returns its ETag; undefined if the upload was completed or aborted
   */
  async putPart(
    number: number,
    bytes: Blob,
    attempts: Attempts,
    onProgress: (loaded: number) => void,
  ): Promise<string | undefined> {
    this.#parts ??= unpackPartLinks(this.#links);
    const url = this.#parts[number - 1] ?? "";
    const { signal } = attempts;
    const headers = await this.#digest(bytes, attempts);
    const response = await retrying(attempts, async () => {
      await checkReadable(bytes);
      onProgress(0);
      return sendRequest("PUT", url, { signal, body: bytes, headers, onProgress, idleTimeout: IDLE_TIMEOUT });
    });
    if (response.status === 404) return undefined;
    checkStatus(response);
    const etag = response.header("etag");
    if (etag) return etag;
    // A proxy can drop the header.
    return `"${(await md5Of(bytes, signal)).hex}"`;
  }

  /** @param etags of the parts from 1 on */
  async complete(etags: readonly string[], attempts: Attempts): Promise<Completion> {
    const parts = etags.map(
      (etag, index) =>
        `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`;
    const headers = { "content-type": "application/xml" };
    const response = await retrying(attempts, async () => {
      const result = await sendRequest("POST", this.#links.complete, { ...attempts, body, headers });
      // The response starts before S3 has combined the parts, so it can contain an error.
      const isLate = result.kind === "response" && result.status === 200 && /<Error[\s>]/.test(result.text);
      if (isLate) return { ...result, status: statusOf(xmlElement(result.text, "Code")) };
      // Ceph RGW 16 responds 500 if the upload was completed or aborted before.
      const isFault = result.kind === "response" && result.status >= 500;
      return isFault && !(await this.listParts(attempts)) ? { ...result, status: 404 } : result;
    });
    if (response.status === 404) return { kind: "gone" };
    if (xmlElement(response.text, "Code") === "InvalidPart") return { kind: "otherParts" };
    checkStatus(response);
    return { kind: "done", etag: xmlElement(response.text, "ETag") || undefined };
  }

  /** @returns undefined if there is no such object, or no permission to read it */
  async findObject(attempts: Attempts): Promise<StoredPart | undefined> {
    const { status, header } = await retrying(attempts, () =>
      sendRequest("HEAD", this.#links.head, { ...attempts, ...UNCACHED }),
    );
    const etag = header("etag");
    return status === 200 && etag ? { size: Number(header("content-length")), etag } : undefined;
  }

  async #digest(bytes: Blob, { signal }: Attempts): Promise<Record<string, string>> {
    return this.#needsMd5 ? { "content-md5": (await md5Of(bytes, signal)).base64 } : {};
  }
}

const PART_ELEMENTS = ["PartNumber", "Size", "ETag", "LastModified"];

const isUnfinished = (manifest: SlotManifest | "released" | undefined): manifest is SlotManifest =>
  manifest !== undefined && manifest !== "released" && manifest.etag === undefined;

const UNCACHED = { headers: { "cache-control": "no-cache" }, idleTimeout: IDLE_TIMEOUT };

const statusOf = (code: string | undefined) => (code === "NoSuchUpload" ? 404 : code === "InvalidPart" ? 400 : 500);

/** @throws UploadFailure */
function checkStatus({ status, text }: Response): void {
  if (status >= 300) throw new UploadFailure(refusal(status, text));
}
