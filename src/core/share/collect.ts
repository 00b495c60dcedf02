import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { KeyPlace, ObjectInBucket, ObjectPlace } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { named, type ObjectMetadata, versionOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { type ErrorDetails, isS3Error, S3Error } from "../errors/errors.ts";
import type { Copied, CopyOptions } from "../objects/copyObject.ts";
import { deleteCopied } from "../objects/moveObject.ts";
import { isSameObject } from "../objects/verifyCopy.ts";
import { versionPage } from "../objects/versions.ts";
import { describes } from "./arrived.ts";
import { collectedKey } from "./collectedKey.ts";
import { readManifest } from "./readManifest.ts";
import type { ShareRecord } from "./shareRecord.ts";

export interface CollectResult {
  collected: { slot: string; key: string }[];
  /** Slots that have an object, but no manifest for it. Nothing was done with them. */
  unnamed: string[];
  failed: { slot: string; error: S3Error }[];
  /** Older versions in the slots, which remain. */
  older: Required<ObjectInBucket>[];
}

export interface CollectOptions
  extends Pick<CopyOptions, "confirmLoss" | "confirmUnverified" | "onAclLost" | "partsBeyond" | "partSize" | "signal"> {
  onStep?: () => void;
}

/**
 * Moves the files in a request's completed slots to its folder, under the names that their manifests give them. A
 * manifest counts only if it names the object's ETag and size. Each file is copied in the version that was compared, the
 * copy is verified, and exactly that version is deleted. A name that is taken gets a number, unless the object there
 * is the copy of an earlier attempt or of another window.
 * @throws S3Error cancelled
 */
export async function collect(
  bucket: Bucket,
  { slots = [], folder = "" }: ShareRecord,
  options: CollectOptions = {},
): Promise<CollectResult> {
  const { signal, onStep } = options;
  const result: CollectResult = { collected: [], unnamed: [], failed: [], older: [] };
  const { request: send } = await bucket.access(signal);
  for (const { key: slot } of slots) {
    try {
      await new SlotCollection(bucket, send, slot, folder, options).run(result);
    } catch (error) {
      if (!isS3Error(error) || error.code === "cancelled") throw error;
      result.failed.push({ slot, error });
    }
    onStep?.();
  }
  return result;
}

/**
 * Name of the metadata that marks the copy of a slot's object, so that after an interruption, and for two windows at
 * once, it is not copied again under another name. No sender can set it.
 */
const MARK = "s3-presign-slot";

/** More files of one name than anyone sends. */
const MAX_COUNT = 1000;

class SlotCollection {
  readonly #bucket: Bucket;
  readonly #send: Send;
  readonly #slot: KeyPlace;
  readonly #folder: string;
  readonly #options: CollectOptions;

  constructor(bucket: Bucket, send: Send, slot: string, folder: string, options: CollectOptions) {
    this.#bucket = bucket;
    this.#send = send;
    this.#slot = { bucket: bucket.name, key: slot };
    this.#folder = folder;
    this.#options = options;
  }

  async run(result: CollectResult): Promise<void> {
    const { signal } = this.#options;
    const { key: slot } = this.#slot;
    const seen = await this.#bucket.findMetadata({ key: slot }, signal);
    if (!seen) return;
    const manifest = await readManifest(this.#send, this.#slot, signal);
    if (!manifest || !describes(manifest, seen)) {
      result.unnamed.push(slot);
      return;
    }
    try {
      const { key, source, target } = await this.#copy(manifest.name, seen);
      await this.#delete(source, { bucket: this.#bucket.name, key }, target);
      result.collected.push({ slot, key });
    } catch (error) {
      // Another window has collected it.
      if (await this.#isGone(seen)) return;
      throw error;
    }
    result.older.push(...(await this.#olderVersions(seen)));
  }

  async #isGone(seen: ObjectMetadata): Promise<boolean> {
    const place = { key: this.#slot.key, ...versionOf(seen) };
    const found = await this.#bucket.findMetadata(place, this.#options.signal).catch(() => seen);
    return found === undefined;
  }

  /** Copies the object to the first key that is free, or finds its copy. */
  async #copy(name: string, seen: ObjectMetadata): Promise<Copied & { key: string }> {
    const from: ObjectPlace = { ...this.#slot, ...versionOf(seen) };
    for (let count = 1; count < MAX_COUNT; count++) {
      const key = collectedKey(this.#folder, name, count);
      const found = await this.#copyTo(key, from, seen);
      if (found) return { ...found, key };
    }
    throw new S3Error("nameTaken", { name });
  }

  /** @returns undefined if another object has the key */
  async #copyTo(key: string, from: ObjectPlace, seen: ObjectMetadata): Promise<Copied | undefined> {
    const [, id, number] = /([^/]*)\/slots\/([^/]*)$/.exec(from.key) ?? [];
    const mark = `${id}/${number} ${seen.ETag.replaceAll('"', "")}`;
    const changes = { metadata: { ...seen.Metadata, [MARK]: mark } };
    try {
      return await this.#bucket.copy(from, key, { ...this.#options, sourceEtag: seen.ETag, changes });
    } catch (error) {
      if (!isS3Error(error) || !isTaken(error, key)) throw error;
    }
    const existing = await this.#bucket.findMetadata({ key }, this.#options.signal);
    const isCopy = existing?.Metadata?.[MARK] === mark && existing.ContentLength === seen.ContentLength;
    return isCopy ? { source: seen, target: existing } : undefined;
  }

  /** @throws S3Error changedMeanwhile if the copy was replaced or deleted, …  */
  async #delete(source: ObjectMetadata, copy: KeyPlace, target: ObjectMetadata): Promise<void> {
    const { signal } = this.#options;
    const { versionId } = versionOf(source);
    if (versionId === undefined) {
      // The ETag identifies it instead.
      const original = { send: this.#send, place: this.#slot, metadata: source };
      return deleteCopied(original, { send: this.#send, place: copy, metadata: target }, signal);
    }
    // Another window may have copied it to the same key, as another version.
    const now = await this.#bucket.findMetadata({ key: copy.key, ...versionOf(target) }, signal);
    if (!now || !isSameObject(now, target)) throw new S3Error("changedMeanwhile", { ...copy });
    await this.#send(new DeleteObjectCommand(named({ ...this.#slot, versionId })), signal);
  }

  async #olderVersions(source: ObjectMetadata): Promise<Required<ObjectInBucket>[]> {
    if (source.VersionId === undefined) return [];
    const { bucket, key } = this.#slot;
    try {
      const { versions } = await versionPage(
        this.#send,
        { bucket, prefix: key, recursive: true },
        undefined,
        this.#options.signal,
      );
      const older = versions.filter((version) => version.key === key && version.versionId !== source.VersionId);
      return older.map(({ versionId }) => ({ key, versionId }));
    } catch (error) {
      if (isNotImplemented(error)) return [];
      throw error;
    }
  }
}

/** Whether the target of a copy is there already, or appeared while it was copied. */
function isTaken({ code, details }: S3Error, key: string): boolean {
  return (
    code === "targetExists" ||
    (code === "changedMeanwhile" && (details as ErrorDetails["changedMeanwhile"]).key === key)
  );
}
