import { checkKey } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import type { ObjectEntry } from "../client/pages.ts";
import type { Send } from "../client/send.ts";
import { cancellation, isS3Error, S3Error } from "../errors/errors.ts";
import { copyObject } from "./copyObject.ts";
import { moveObject } from "./moveObject.ts";

/** Objects of one place to be copied or moved to another. */
export interface Relocation {
  from: { bucket: string; key: string };
  to: { bucket: string; key: string };
  /** ETag of what may be replaced there. */
  replaces?: string;
}

export interface RelocationResult {
  done: number;
  /** What stands at the target already, and was left as it is. */
  existing: Relocation[];
  failed: { from: Relocation["from"]; error: S3Error }[];
  /** How many went without the rights that others had, or may have had. */
  aclLost: number;
}

export interface RelocationOptions {
  /** Whether the sources go once their copies have been verified. */
  move: boolean;
  signal?: AbortSignal;
  onStep?: (result: RelocationResult) => void;
  partsBeyond?: number;
  partSize?: number;
}

const CONCURRENCY = 4;
/** Whatever fails so often will fail for the rest as well. */
const MAX_FAILURES = 100;

/**
 * Copy or move one by one, several at a time. What fails is told and the others go on; nothing at a target is replaced
 * that `replaces` does not name.
 * @throws S3Error cancelled
 */
export async function relocate(
  send: Send,
  relocations: Iterable<Relocation> | AsyncIterable<Relocation>,
  { move, onStep, ...options }: RelocationOptions,
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
      await (move ? moveObject : copyObject)(send, from, to, { ...options, onAclLost, ...(replaces && { replaces }) });
      result.done++;
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
 * Where each object of a folder goes.
 * @throws S3Error sameName, intoItself, keyTooLong
 */
export async function* folderRelocations(
  from: { bucket: string; prefix: string },
  to: { bucket: string; prefix: string },
  pages: AsyncIterable<ObjectEntry[]>,
): AsyncGenerator<Relocation> {
  checkFolderTarget(from, to);
  for await (const page of pages) {
    for (const { key } of page) {
      const target = checkKey(to.prefix + key.slice(from.prefix.length));
      yield { from: { bucket: from.bucket, key }, to: { bucket: to.bucket, key: target } };
    }
  }
}

/** @throws S3Error sameName, intoItself */
export function checkFolderTarget(
  from: { bucket: string; prefix: string },
  to: { bucket: string; prefix: string },
): void {
  if (from.bucket !== to.bucket) return;
  if (from.prefix === to.prefix) throw new S3Error("sameName", { name: from.prefix });
  if (to.prefix.startsWith(from.prefix)) throw new S3Error("intoItself", { name: from.prefix, target: to.prefix });
}
