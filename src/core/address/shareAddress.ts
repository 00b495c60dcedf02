import { S3Error, type ShareAddressFault } from "../errors/errors.ts";
import { isRecord } from "../text/isRecord.ts";
import { trimEnd } from "../text/trimEnd.ts";
import { hasOwnHost } from "./bucketName.ts";

const SHARE_MODES = ["sign", "replace"] as const;

/** Where recipients reach a server, instead of at the endpoint that the extension uses. */
export interface ShareAddress {
  /** Scheme, host and port. */
  url: string;
  /** `sign`: the signature is for this host. `replace`: it is for the endpoint, and the host is replaced afterwards. */
  mode: (typeof SHARE_MODES)[number];
  /** Whether the host represents one bucket, so that no path and no host contains the bucket's name. */
  isBucket: boolean;
}

/** An entry of the setting. Its value can be anything. */
export interface ShareEntry {
  /** The key in the setting. */
  name: string;
  value: unknown;
}

/** The addresses of a connection, by bucket. That of all other buckets is under `""`. */
export type ShareAddresses = ReadonlyMap<string, ShareEntry>;

/**
 * The entries of the setting `s3Presign.shareAddresses` that are for a connection: `name`, or `name/bucket`.
 * @param names of the connection; the entries of the last one take precedence
 * @param isOther whether a key is the name of another connection
 */
export function shareEntries(
  setting: unknown,
  names: readonly string[],
  isOther: (key: string) => boolean,
): ShareAddresses {
  const found = new Map<string, ShareEntry>();
  for (const name of names) {
    for (const [key, value] of Object.entries(isRecord(setting) ? setting : {})) {
      const isOfBucket = key.startsWith(`${name}/`) && !isOther(key);
      if (key === name || isOfBucket) found.set(key.slice(name.length + 1), { name: key, value });
    }
  }
  return found;
}

/**
 * @param name see ShareEntry
 * @returns scheme, host and port
 * @throws S3Error invalidShareAddress
 */
export function readShareUrl(given: string, name?: string): string {
  const text = given.trim();
  const url = URL.parse(text);
  const invalid = (reason: ShareAddressFault) => invalidShareAddress(reason, name);
  // URL.parse drops line breaks and tabs, and accepts characters that no host has.
  if (!url || !/^https?:\/\/[^/\s]\S*$/i.test(text)) throw invalid("notUrl");
  if (url.username || url.password || /^[^/]+\/\/[^/?#]*@/.test(text)) throw invalid("credentials");
  if (!/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(url.hostname)) throw invalid("notUrl");
  if (text.includes("#")) throw invalid("fragment");
  if (text.includes("?")) throw invalid("query");
  if (url.pathname !== "/") throw invalid("path");
  return url.origin;
}

/** Gives the entries of a connection, and those of its buckets, the new name of the connection. */
export function renameShareEntries(setting: object, from: string, to: string): Record<string, unknown> {
  const renamed = (key: string) => (key === from || key.startsWith(`${from}/`) ? to + key.slice(from.length) : key);
  return Object.fromEntries(Object.entries(setting).map(([key, value]) => [renamed(key), value]));
}

function invalidShareAddress(reason: ShareAddressFault, name: string | undefined): S3Error {
  return new S3Error("invalidShareAddress", { reason, ...(name !== undefined && { name }) });
}

function readShareEntry({ name, value }: ShareEntry, isBucket: boolean): ShareAddress {
  const { url, mode } = isRecord(value) ? value : {};
  if (typeof url !== "string") throw invalidShareAddress("notUrl", name);
  const known = SHARE_MODES.find((each) => each === mode);
  if (!known) throw invalidShareAddress("mode", name);
  return { url: readShareUrl(url, name), mode: known, isBucket };
}

/**
 * The address of a bucket, or else the one of all buckets.
 * @param bucket absent for a request that names none
 * @throws S3Error invalidShareAddress
 */
export function shareAddressFor(addresses: ShareAddresses | undefined, bucket = ""): ShareAddress | undefined {
  const isBucket = bucket !== "" && addresses?.has(bucket) === true;
  const entry = addresses?.get(isBucket ? bucket : "");
  return entry && readShareEntry(entry, isBucket);
}

/** Host and path of a request. */
export interface HostAndPath {
  /** Without the port. */
  hostname: string;
  path: string;
}

/**
 * The host and path at a share address of what is at the endpoint, in the same style. If the host cannot have the
 * bucket's name in front of it, the path has it instead, except for what AWS has at a host of its own.
 * @param bucket absent for a request that names none
 * @param endpoint absent for AWS
 */
export function atShareAddress(
  { hostname, path }: HostAndPath,
  { url, isBucket }: ShareAddress,
  bucket = "",
  endpoint?: string,
): HostAndPath {
  const shared = new URL(url);
  const own = endpoint === undefined ? null : URL.parse(endpoint);
  const base = trimEnd(own?.pathname ?? "", "/");
  const rest = path.slice(base.length);
  const label = hostLabel(bucket);
  const isVirtual = label !== "" && hostname !== own?.hostname && hostname.startsWith(`${label}.`);
  const isNeverInPath = bucket !== label || (endpoint === undefined && hasOwnHost(bucket));
  if (isBucket) {
    const withoutBucket = isVirtual ? rest : rest.replace(/^\/[^/]*/, "");
    return { hostname: shared.hostname, path: base + (withoutBucket || "/") };
  }
  if (!isVirtual) return { hostname: shared.hostname, path };
  return isNeverInPath || canHaveLabel(shared, label)
    ? { hostname: `${label}.${shared.hostname}`, path }
    : { hostname: shared.hostname, path: `${base}/${bucket}${rest}` };
}

/** The URL at a share address of one at the endpoint, with the same query. See atShareAddress. */
export function urlAtShareAddress(url: string, address: ShareAddress, bucket?: string, endpoint?: string): string {
  const [, host = "", from = "", rest = ""] = /^https?:\/\/([^/?]+)([^?]*)(.*)$/s.exec(url) ?? [];
  const place = { hostname: host.replace(/:\d+$/, ""), path: from };
  const { hostname, path } = atShareAddress(place, address, bucket, endpoint);
  const { protocol, port } = new URL(address.url);
  return `${protocol}//${hostname}${port && `:${port}`}${path}${rest}`;
}

/**
 * A link to the object `key`, without its query.
 * @param url of the share address
 * @param bucket whose own address it is; absent for that of all buckets
 */
export function exampleLink(
  { endpoint, pathStyle }: { endpoint?: string; pathStyle: boolean },
  url: string,
  bucket?: string,
): string {
  const address: ShareAddress = { url, mode: "sign", isBucket: Boolean(bucket) };
  const signed = trimEnd(endpoint ?? "https://s3.amazonaws.com", "/");
  const { host, hostname, pathname } = new URL(signed);
  const isInPath = pathStyle || isIpAddress(hostname);
  const example = isInPath ? `${signed}/bucket/key` : `https://bucket.${host}${trimEnd(pathname, "/")}/key`;
  return urlAtShareAddress(example, address, "bucket", endpoint);
}

/**
 * What represents the bucket in a host: its name, or that of an access point, with the account if it has a region, and
 * with its Outpost.
 */
function hostLabel(bucket: string): string {
  const [, region, account, outpost, name] =
    /^arn:[^:]*:[^:]*:([^:]*):(\d*):(?:outpost[/:]([^/:]+)[/:])?accesspoint[/:](.+)$/.exec(bucket) ?? [];
  if (!name) return bucket;
  return [region ? `${name}-${account}` : name, ...(outpost ? [outpost] : [])].join(".");
}

/** An IP address has no names below it, and a certificate for `*.host` covers only one label. */
function canHaveLabel({ protocol, hostname }: URL, label: string): boolean {
  return !isIpAddress(hostname) && !(protocol === "https:" && label.includes("."));
}

const isIpAddress = (hostname: string): boolean => hostname.startsWith("[") || /^\d+(?:\.\d+){3}$/.test(hostname);
