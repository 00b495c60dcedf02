import { checkKey } from "../address/location.ts";
import { S3Error } from "../errors/errors.ts";
import { trimEnd } from "../text/trimEnd.ts";

/** Splits a key or prefix into its last segment, including a closing slash, and everything before it. */
export function splitName(key: string): { parent: string; name: string } {
  const at = key.lastIndexOf("/", key.length - 2) + 1;
  return key === "/" ? { parent: "", name: key } : { parent: key.slice(0, at), name: key.slice(at) };
}

/**
 * The key of an object or folder after it is renamed.
 * @param given the new last segment; for a folder, without the closing slash
 * @throws S3Error emptyName, keyTooLong, sameName
 */
export function renamed(key: string, given: string): string {
  const { parent, name } = splitName(key);
  const slash = name.endsWith("/") && !given.endsWith("/") && given !== "" ? "/" : "";
  if (given === "") throw new S3Error("emptyName", {});
  const target = checkKey(parent + given + slash);
  if (target === key) throw new S3Error("sameName", { name: key });
  return target;
}

/**
 * The prefix of a new folder.
 * @throws S3Error emptyName, keyTooLong
 */
export function folderIn(prefix: string, given: string): string {
  const name = trimEnd(given, "/");
  if (name === "") throw new S3Error("emptyName", {});
  return checkKey(`${prefix}${name}/`);
}

/**
 * The name of a bucket that only this account can create: Amazon S3 User Guide, "Account regional namespace naming rules".
 * @param name its first part, as entered
 * @returns undefined if it would be too long
 */
export function accountRegionalName(name: string, account: string, region: string): string | undefined {
  const whole = `${name}-${account}-${region}-an`;
  return whole.length > MAX_BUCKET_NAME ? undefined : whole;
}

/** The region in the name of an account-regional bucket. */
export function regionInName(name: string): string | undefined {
  return /-\d{12}-([a-z]+(?:-[a-z]+)+-\d+)-an$/.exec(name)?.[1];
}

/** Characters. */
const MAX_BUCKET_NAME = 63;

/**
 * Checks the name of a new bucket: Amazon S3 User Guide, "General purpose bucket naming rules". Other servers accept
 * such names too.
 * @throws S3Error invalidBucket
 */
export function checkNewBucketName(name: string): string {
  const isFit = /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  const isReserved = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (!isFit || isReserved || name.includes("..") || /^\d+(\.\d+){3}$/.test(name)) {
    throw new S3Error("invalidBucket", { bucket: name });
  }
  return name;
}
