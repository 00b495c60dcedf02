import { MAX_KEY_BYTES } from "../address/location.ts";
import { S3Error } from "../errors/errors.ts";
import { isPlace, readPlace } from "./place.ts";

/** What a `vscode://s3-presign.s3-presign/open?uri=…&profile=…` link asks to show. Anyone can write such a link. */
export interface OpenLink {
  /** An S3 URI of a bucket, folder or object. */
  uri: string;
  /** The name of a profile or connection. */
  profile?: string;
}

/** A `vscode.Uri`: its parts are percent-decoded once. */
interface DecodedUri {
  path: string;
  query: string;
  fragment: string;
}

/** Characters of a name, which is shown in a question or an error. */
const MAX_PROFILE_LENGTH = 255;

/**
 * A key can contain `&` and `=`, so a parameter ends only at the name of another one.
 * @throws S3Error invalidOpenLink
 */
export function readOpenLink({ path, query, fragment }: DecodedUri): OpenLink {
  if (path !== "/open") throw new S3Error("invalidOpenLink", { reason: "path" });
  if (fragment !== "") throw new S3Error("invalidOpenLink", { reason: "parameters" });
  const pairs = query.split(/&(?=(?:uri|profile)=)/).map((pair) => /^(uri|profile)=(.*)$/s.exec(pair));
  const given = new Map(pairs.map((pair) => [pair?.[1], pair?.[2] ?? ""]));
  const [uri = "", profile] = [given.get("uri"), given.get("profile")];
  if (given.size !== pairs.length || given.has(undefined))
    throw new S3Error("invalidOpenLink", { reason: "parameters" });
  if (!isS3Uri(uri)) throw new S3Error("invalidOpenLink", { reason: "uri" });
  if (profile === undefined) return { uri };
  if (profile === "" || profile.length > MAX_PROFILE_LENGTH)
    throw new S3Error("invalidOpenLink", { reason: "profile" });
  return { uri, profile };
}

function isS3Uri(uri: string): boolean {
  if (!/^s3:\/\/[^/]/i.test(uri) || !isPlace(uri)) return false;
  const { key, prefix = "" } = readPlace(uri);
  return Buffer.byteLength(key ?? prefix) <= MAX_KEY_BYTES;
}
