import { createVerify, type KeyLike } from "node:crypto";

/** A request as CloudFront receives it. */
export interface CloudFrontCall {
  /** As it was sent, still percent-encoded. */
  url: string;
  cookie?: string;
  /** Seconds since 1970. */
  at: number;
  /** IPv4 address of the client. */
  from?: string;
}

export type Verdict =
  | "allowed"
  | "unsigned"
  | "wrongKey"
  | "changed"
  | "otherResource"
  | "early"
  | "expired"
  | "otherIp";

interface Policy {
  Statement: [
    {
      Resource: string;
      Condition: {
        DateLessThan: { "AWS:EpochTime": number };
        DateGreaterThan?: { "AWS:EpochTime": number };
        IpAddress?: { "AWS:SourceIp": string };
      };
    },
  ];
}

const NAMES = ["Expires", "Policy", "Signature", "Key-Pair-Id"];

/**
 * Whether CloudFront allows a request, by its Developer Guide ("Create a signed URL using a canned policy", "… using a
 * custom policy"). Shares no code with the product.
 * @param keys public keys of the key group by their IDs
 */
export function verifyCloudFront(call: CloudFrontCall, keys: Record<string, KeyLike>): Verdict {
  const { resource, signed } = partsOf(call);
  const key = keys[signed.get("Key-Pair-Id") ?? ""];
  const signature = signed.get("Signature");
  if (signature === undefined) return "unsigned";
  if (!key) return "wrongKey";
  const given = signed.get("Policy");
  const text = given === undefined ? canned(resource, signed.get("Expires") ?? "") : decode(given).toString("utf8");
  if (!createVerify("sha1").update(text).verify(key, decode(signature))) return "changed";
  const [{ Resource, Condition }] = (JSON.parse(text) as Policy).Statement;
  // A canned policy has no wildcards.
  if (given === undefined ? Resource !== resource : !matches(Resource, resource)) return "otherResource";
  const { DateLessThan, DateGreaterThan, IpAddress } = Condition;
  if (DateGreaterThan && call.at <= DateGreaterThan["AWS:EpochTime"]) return "early";
  if (call.at >= DateLessThan["AWS:EpochTime"]) return "expired";
  return !IpAddress || isInRange(call.from ?? "", IpAddress["AWS:SourceIp"]) ? "allowed" : "otherIp";
}

/** CloudFront removes its own parameters from the URL, and accepts cookies if there are none. */
function partsOf({ url, cookie }: CloudFrontCall): { resource: string; signed: Map<string, string> } {
  const [path = "", query = ""] = url.split("?");
  const pairs = query.split("&").map((pair) => pair.split("=") as [string, string]);
  const own = pairs.filter(([name]) => NAMES.includes(name));
  const rest = pairs.filter(([name]) => name !== "" && !NAMES.includes(name)).map((pair) => pair.join("="));
  const cookies = (cookie ?? "").split("; ").flatMap((pair) => {
    const [name = "", value = ""] = pair.split("=");
    return name.startsWith("CloudFront-") ? [[name.slice("CloudFront-".length), value] as [string, string]] : [];
  });
  return {
    resource: rest.length > 0 ? `${path}?${rest.join("&")}` : path,
    signed: new Map(own.length > 0 ? own : cookies),
  };
}

/** CloudFront builds a canned policy from the request. */
const canned = (resource: string, expires: string): string =>
  `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;

const decode = (text: string): Buffer =>
  Buffer.from(text.replaceAll("-", "+").replaceAll("_", "=").replaceAll("~", "/"), "base64");

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function isInRange(address: string, range: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

/** The key of the object that the origin receives, with the origin path before it. */
export function originKey(url: string, pathPrefix = ""): string {
  const [, path = ""] = /^https:\/\/[^/]+\/([^?]*)/.exec(url) ?? [];
  return pathPrefix + decodeURIComponent(path);
}
