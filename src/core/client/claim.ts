import { randomUUID } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type KeyPlace, MAX_KEY_BYTES } from "../address/location.ts";
import { raceAbort } from "../async/raceAbort.ts";
import { cancellation, isS3Error, S3Error } from "../errors/errors.ts";
import { checksumParams } from "./checksumSupport.ts";
import {
  bucketConditions,
  type ConditionalWrite,
  conditionalWrite,
  type Expected,
  idOf,
  type Written,
} from "./conditionalWrite.ts";
import { findObjectMetadata, named, type ObjectMetadata, stateOf, statusOf } from "./objectMetadata.ts";
import type { Send } from "./send.ts";

/** Name of the metadata that marks an object as a claim. Its value is a random ID. */
export const MARK = "s3-presign-claim";
/** Milliseconds until a claim counts as an ordinary object, because what was to replace it was interrupted. */
const MAX_AGE = 15 * 60_000;
/** Ends the name of the claim next to an object that is being replaced or deleted. */
const SUFFIX = ".s3-presign-claim";
const textFor = (key: string) => `S3 Presign is writing an object to the key “${key}”. If you still see this text after
15 minutes, the write was interrupted, and you can delete this object. The original of a copy or move still exists.
`;

/** An object that keeps a key until another one has been written to it, or to the key without the suffix. */
interface Claim {
  place: KeyPlace;
  id: string;
  etag: string;
}

/** @throws S3Error keyClaimed if another window may be writing to the key of this object */
export function checkUnclaimed(send: Send, { bucket, key }: KeyPlace, metadata: ObjectMetadata | undefined): void {
  const { Metadata, LastModified } = metadata ?? {};
  if (Metadata?.[MARK] === undefined) return;
  const isOld = LastModified !== undefined && LastModified.getTime() < send.serverTime() - MAX_AGE;
  if (!isOld) throw new S3Error("keyClaimed", { bucket, key });
}

/**
 * Writes to a key as conditionalWrite does. On a server that respects the conditions of PutObject but not those of
 * CopyObject and CompleteMultipartUpload, such as Ceph RGW, another window could write to the key while this write is
 * under way, and lose its object. So an absent key first gets a claim by PutObject, which the write then replaces. An
 * object that is to be replaced or deleted must not be lost if that fails, so its claim is stored next to it, where only
 * other windows look for it.
 * @throws S3Error changedMeanwhile; keyClaimed
 */
export async function claimedWrite<T extends Written>(send: Send, job: ConditionalWrite<T>): Promise<T> {
  const { signal } = job;
  if (!(await raceAbort(signal, needsClaim(send, job)))) return conditionalWrite(send, job);
  // A server may carry out a write whose client no longer waits, so the claim must not be removed before its response.
  return raceAbort(signal, claimAndWrite(send, job));
}

async function needsClaim(send: Send, { operation, target, expected }: ConditionalWrite<unknown>): Promise<boolean> {
  if (send.conditions.isTrusted) return false;
  const { versioning, supportOf } = await bucketConditions(send, target.bucket);
  const { accepts, refuses } = supportOf("PutObject", "If-None-Match");
  // With versions, what is replaced is not lost.
  const canBeLost = versioning === "" || versioning === "Suspended";
  if (!canBeLost || accepts === false || refuses === false) return false;
  // Claims next to objects would remain.
  if (expected !== "absent" && send.conditions.undeletable.has(idOf(send, target.bucket))) return false;
  return supportOf(operation, expected === "absent" ? "If-None-Match" : "If-Match").refuses !== true;
}

async function claimAndWrite<T extends Written>(send: Send, job: ConditionalWrite<T>): Promise<T> {
  const { target, expected, signal } = job;
  const isNew = expected === "absent";
  const claim = await (isNew ? claimTarget(send, target) : claimReplaced(send, target));
  if (!claim) return conditionalWrite(send, job);
  try {
    if (signal?.aborted) throw cancellation();
    const check = () => checkClaim(send, claim, signal);
    const write: typeof job.write = (condition) => job.write(condition, undefined);
    const claimed = isNew ? { expected: claim, check, isClaimed: true } : {};
    const written = await conditionalWrite(send, { ...job, ...claimed, write });
    if (!isNew) await removeClaim(send, claim);
    return written;
  } catch (error) {
    const isOver = !mayBeUnderWay(error) || (await isRevoked(job));
    if (isOver) await removeClaim(send, claim);
    throw error;
  }
}

/** @throws S3Error changedMeanwhile, keyClaimed */
async function claimTarget(send: Send, target: KeyPlace): Promise<Claim | undefined> {
  try {
    return await putClaim(send, target, target.key, "absent");
  } catch (error) {
    if (isChanged(error)) checkUnclaimed(send, target, await findObjectMetadata(send, target));
    throw error;
  }
}

/**
 * @returns undefined also if the name of the claim is too long, or belongs to another object
 * @throws S3Error keyClaimed
 */
async function claimReplaced(send: Send, { bucket, key }: KeyPlace): Promise<Claim | undefined> {
  const place = { bucket, key: key + SUFFIX };
  if (Buffer.byteLength(place.key) > MAX_KEY_BYTES) return undefined;
  try {
    return await putClaim(send, place, key, "absent");
  } catch (error) {
    if (!isChanged(error)) throw error;
  }
  const found = await findObjectMetadata(send, place);
  checkUnclaimed(send, { bucket, key }, found);
  if (found && found.Metadata?.[MARK] === undefined) return undefined;
  return putClaim(send, place, key, found ? { etag: stateOf(found) } : "absent").catch((error: unknown) => {
    throw isChanged(error) ? new S3Error("keyClaimed", { bucket, key }, { cause: error }) : error;
  });
}

/**
 * @param key the one to which an object will be written
 * @returns undefined if the server refuses it, for example because uploads must be encrypted
 * @throws S3Error changedMeanwhile
 */
async function putClaim(send: Send, place: KeyPlace, key: string, expected: Expected): Promise<Claim | undefined> {
  const id = randomUUID();
  const bytes = Buffer.from(`${textFor(key)}${id}\n`);
  const input = { ...named(place), Body: bytes, ContentType: "text/plain; charset=utf-8", Metadata: { [MARK]: id } };
  try {
    const { ETag: etag = "" } = await conditionalWrite<Written>(send, {
      operation: "PutObject",
      target: place,
      expected,
      write: (condition) =>
        send.checksums.attempt("PutObject", (kind) =>
          send(new PutObjectCommand({ ...input, ...checksumParams(kind, bytes), ...condition })),
        ),
      findWritten: async () => {
        const found = await findObjectMetadata(send, place);
        return found?.Metadata?.[MARK] === id ? found : undefined;
      },
    });
    return { place, id, etag };
  } catch (error) {
    if (isS3Error(error) && (error.code === "accessDenied" || error.code === "refused")) return undefined;
    throw error;
  }
}

const isChanged = (error: unknown): boolean => isS3Error(error) && error.code === "changedMeanwhile";

/** A server may send no ETags, or keep no metadata. */
const isOurs = ({ id, etag }: Claim, found: ObjectMetadata | undefined): boolean =>
  found?.Metadata?.[MARK] === id || (etag !== "" && found?.ETag === etag);

/** @throws S3Error changedMeanwhile */
async function checkClaim(send: Send, claim: Claim, signal: AbortSignal | undefined): Promise<void> {
  const { bucket, key } = claim.place;
  if (isOurs(claim, await findObjectMetadata(send, claim.place, signal))) return;
  throw new S3Error("changedMeanwhile", { bucket, key });
}

/** If this fails, the claim becomes an ordinary object, and its text says so. */
async function removeClaim(send: Send, claim: Claim): Promise<void> {
  try {
    const found = await findObjectMetadata(send, claim.place);
    if (isOurs(claim, found)) await send(new DeleteObjectCommand(named(claim.place)));
  } catch (error) {
    if (isS3Error(error) && error.code === "accessDenied")
      send.conditions.undeletable.add(idOf(send, claim.place.bucket));
    // Whether the write succeeded, and why it failed, matters more.
  }
}

async function isRevoked({ revoke }: ConditionalWrite<unknown>): Promise<boolean> {
  try {
    await revoke?.();
    return revoke !== undefined;
  } catch {
    return false;
  }
}

/** Without a response, or with that of a gateway that waited in vain, the server may still carry out the write. */
function mayBeUnderWay(error: unknown): boolean {
  const isSilent = isS3Error(error) && (error.code === "endpointSilent" || error.code === "endpointUnreachable");
  return isSilent || statusOf(error) === 504;
}
