import { canBeSameBucket } from "../address/bucketName.ts";
import { checkKey, type FolderPlace, type KeyPlace, type ObjectPlace } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import { stateOf } from "../client/objectMetadata.ts";
import type { ObjectEntry } from "../client/pages.ts";
import type { Send } from "../client/send.ts";
import { readAhead } from "../disk/spool.ts";
import { cancellation, isS3Error, S3Error } from "../errors/errors.ts";
import { type ConfirmUnverified, type CopyBytes, copyObject } from "./copyObject.ts";
import { moveObject } from "./moveObject.ts";
import type { ConfirmLoss, RequiredParameters } from "./preserve.ts";
import { sameBucket } from "./sameBucket.ts";

/** One object to copy or move. */
export interface Relocation {
  /** A version can only be copied. */
  from: ObjectPlace;
  to: KeyPlace;
  /** ETag or state of the object that may be replaced at the target. */
  replaces?: string;
}

/** An object that was moved. */
export interface MovedObject {
  from: KeyPlace;
  to: KeyPlace;
  /** ETags or states of the original and its copy. Absent if S3 has renamed the object, which keeps its ETag. */
  states?: { source: string; target: string };
}

export interface RelocationResult {
  done: number;
  /** Objects whose target already exists and was left unchanged. */
  existing: Relocation[];
  failed: { from: Relocation["from"]; error: S3Error }[];
  /** How many were written without the access that others had or may have had. */
  aclLost: number;
}

export interface RelocationOptions {
  /** Whether to delete the sources after their copies have been verified. */
  move: boolean;
  signal?: AbortSignal;
  onStep?: (result: RelocationResult) => void;
  onMoved?: (moved: MovedObject) => void;
  confirmLoss?: ConfirmLoss;
  confirmUnverified?: ConfirmUnverified;
  /** Of copies. */
  write?: RequiredParameters;
  copyBytes?: CopyBytes;
  partsBeyond?: number;
  partSize?: number;
}

const CONCURRENCY = 4;
/** After this many failures, the rest is likely to fail as well. */
const MAX_FAILURES = 100;

/**
 * Copies or moves objects, several at a time. Failures are listed, and the rest continues. An object at a target is
 * replaced only if `replaces` names it.
 * @throws S3Error cancelled, or the last failure if too many fail
 */
export async function relocate(
  send: Send,
  relocations: Iterable<Relocation> | AsyncIterable<Relocation>,
  { move, onStep, onMoved, ...options }: RelocationOptions,
): Promise<RelocationResult> {
  const result: RelocationResult = { done: 0, existing: [], failed: [], aclLost: 0 };
  const onAclLost = () => {
    result.aclLost++;
  };
  const { signal } = options;
  const one = async ({ from, to, replaces }: Relocation) => {
    if (signal?.aborted) throw cancellation();
    if (from.bucket === to.bucket && from.key === to.key) throw new S3Error("sameName", { name: from.key });
    try {
      const settings = { ...options, onAclLost, ...(replaces && { replaces }) };
      const copied = await (move ? moveObject : copyObject)(send, from, to, settings);
      result.done++;
      const states = copied && { source: stateOf(copied.source), target: stateOf(copied.target) };
      if (move) onMoved?.({ from, to, ...(states && { states }) });
    } catch (error) {
      if (!isS3Error(error) || error.code === "cancelled") throw error;
      if (error.code === "targetExists") {
        result.existing.push({ from, to, replaces: (error.details as { etag: string }).etag });
      } else {
        result.failed.push({ from, error });
        if (result.failed.length === MAX_FAILURES) throw error;
      }
    }
    onStep?.(result);
  };
  await forEachConcurrently(relocations, CONCURRENCY, one);
  return result;
}

/**
 * The target of each object in a folder.
 * @throws S3Error sameName, intoItself, keyTooLong
 */
export async function* folderRelocations(
  send: Send,
  from: FolderPlace,
  to: FolderPlace,
  pages: AsyncIterable<ObjectEntry[]>,
): AsyncGenerator<Relocation> {
  checkFolderTarget(from, to);
  let isChecked = from.bucket === to.bucket || !to.prefix.startsWith(from.prefix);
  for await (const page of keysToRelocate(from, to, pages)) {
    for (const key of page) {
      if (!isChecked) await checkOtherName(send, from, to, key);
      isChecked = true;
      const target = checkKey(to.prefix + key.slice(from.prefix.length));
      yield { from: { bucket: from.bucket, key }, to: { bucket: to.bucket, key: target } };
    }
  }
}

/**
 * The keys in some pages of a folder's objects. If relocated objects can get into the folder again, all pages are read
 * before the first key is returned.
 */
export function keysToRelocate(
  from: FolderPlace,
  to: FolderPlace,
  pages: AsyncIterable<ObjectEntry[]>,
): AsyncGenerator<string[]> {
  const comesBack = canBeSameBucket(from.bucket, to.bucket) && from.prefix.startsWith(to.prefix);
  return comesBack ? readAhead(keysOf(pages)) : keysOf(pages);
}

export async function* keysOf(pages: AsyncIterable<ObjectEntry[]>): AsyncGenerator<string[]> {
  for await (const page of pages) yield page.map(({ key }) => key);
}

/** The target's bucket can be an access point of the source's. */
async function checkOtherName(send: Send, from: FolderPlace, to: FolderPlace, key: string): Promise<void> {
  const same = await sameBucket({ request: send, bucket: from.bucket }, { request: send, bucket: to.bucket }, key);
  if (same !== "different") checkFolderTarget(from, { ...to, bucket: from.bucket });
}

/** @throws S3Error sameName, intoItself */
function checkFolderTarget(from: FolderPlace, to: FolderPlace): void {
  if (from.bucket !== to.bucket) return;
  if (from.prefix === to.prefix) throw new S3Error("sameName", { name: from.prefix });
  if (to.prefix.startsWith(from.prefix)) throw new S3Error("intoItself", { name: from.prefix, target: to.prefix });
}
