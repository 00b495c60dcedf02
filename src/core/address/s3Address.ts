import { findEndpoint, type OwnEndpoint } from "./knownEndpoint.ts";
import { PARTITIONS } from "./partitions.ts";
import { decode, hostName, type RawUrl, splitUrl } from "./rawUrl.ts";

export type AddressStyle = "path" | "virtual" | "accelerate" | "accessPoint";

/** The location in S3 that a URL points to. */
export interface S3Address {
  style: AddressStyle;
  bucket?: string;
  key?: string;
  /** The path of the endpoint, if it is one of the user's. */
  basePath?: string;
  /** The region that the host names. */
  region?: string;
  /** The provider of the service, if the host identifies it. */
  provider?: ProviderName;
  /**
   * Whether only S3 has such a host, or the user's own server. For any other host, the style is a guess: most
   * self-hosted servers use path style.
   */
  recognized: boolean;
}

/** The kinds of servers that can be recognized by their host. */
export type ProviderName =
  | "AWS"
  | "Cloudflare R2"
  | "Google Cloud Storage"
  | "DigitalOcean Spaces"
  | "Backblaze B2"
  | "Wasabi"
  | "Scaleway"
  | "Naver Cloud"
  | "Supabase"
  | "Tigris"
  | "Hetzner"
  | "OVHcloud"
  | "Yandex Object Storage"
  | "IBM Cloud Object Storage"
  | "Alibaba Cloud OSS"
  | "LocalStack"
  | "MinIO";

interface HostPattern {
  /** With groups `bucket` and `region`. */
  host: RegExp;
  provider?: ProviderName;
  style?: AddressStyle;
  /** The path of the endpoint, without a slash at the end. */
  basePath?: string;
}

const AWS_SUFFIX = `(?:${PARTITIONS.map(({ dnsSuffix }) => dnsSuffix.replaceAll(".", "\\.")).join("|")})`;

/**
 * Amazon S3 User Guide, "Amazon S3 endpoints and quotas", "Website endpoints" and "AWS PrivateLink for Amazon S3", and the
 * guides of the other providers. The first match counts.
 */
const HOSTS: HostPattern[] = [
  aws(String.raw`(?:(?<bucket>.+)\.)?s3-accelerate(?:\.dualstack)?`, "accelerate"),
  aws(
    String.raw`(?<bucket>.+)\.s3-(?:accesspoint|object-lambda|outposts)(?:-fips)?(?:\.dualstack)?\.REGION`,
    "accessPoint",
  ),
  aws(String.raw`(?<bucket>.+)\.accesspoint\.s3-global`, "accessPoint"),
  aws(String.raw`(?<bucket>.+-s3alias)\.s3(?:-fips)?(?:\.dualstack)?\.REGION`, "accessPoint"),
  aws(String.raw`(?<bucket>.+)\.s3-website[.-]REGION`),
  aws(String.raw`(?<bucket>.+)\.accesspoint\.vpce-[a-z0-9-]+\.s3\.REGION\.vpce`, "accessPoint"),
  aws(String.raw`(?:(?<bucket>.+)\.)?bucket\.vpce-[a-z0-9-]+\.s3\.REGION\.vpce`),
  aws(String.raw`(?:(?<bucket>.+)\.)?s3express-[a-z0-9-]+(?:\.dualstack)?\.REGION`),
  aws(String.raw`(?:(?<bucket>.+)\.)?s3(?:-fips)?(?:\.dualstack)?[.-]REGION`),
  aws(String.raw`(?:(?<bucket>.+)\.)?s3(?:-external-1)?`),
  { provider: "Cloudflare R2", host: /^(?:(?<bucket>.+)\.)?[0-9a-f]{32}(?:\.[a-z]+)?\.r2\.cloudflarestorage\.com$/ },
  { provider: "Google Cloud Storage", host: /^(?:(?<bucket>.+)\.)?storage\.googleapis\.com$/ },
  {
    provider: "DigitalOcean Spaces",
    host: /^(?:(?<bucket>.+)\.)?(?<region>[a-z]{3}\d)\.(?:cdn\.)?digitaloceanspaces\.com$/,
  },
  { provider: "Backblaze B2", host: /^(?:(?<bucket>.+)\.)?s3\.(?<region>[a-z0-9-]+)\.backblazeb2\.com$/ },
  { provider: "Wasabi", host: /^(?:(?<bucket>.+)\.)?s3(?:\.(?<region>[a-z0-9-]+))?\.wasabisys\.com$/ },
  {
    provider: "Alibaba Cloud OSS",
    host: /^(?:(?<bucket>.+)\.)?(?:s3\.)?oss-(?<region>[a-z]+(?:-[a-z0-9]+?)+)(?:-internal)?\.aliyuncs\.com$/,
  },
  { provider: "Scaleway", host: /^(?:(?<bucket>.+)\.)?s3\.(?<region>[a-z0-9-]+)\.scw\.cloud$/ },
  { provider: "Naver Cloud", host: /^(?:(?<bucket>.+)\.)?[a-z]+\.object\.ncloudstorage\.com$/ },
  { provider: "Supabase", host: /^[a-z0-9]{20}\.(?:storage\.)?supabase\.co$/, basePath: "/storage/v1/s3" },
  { provider: "Tigris", host: /^(?:(?<bucket>.+)\.)?(?:t3\.storage|fly\.storage\.tigris)\.dev$/ },
  { provider: "Hetzner", host: /^(?:(?<bucket>.+)\.)?(?<region>[a-z]{3}\d)\.your-objectstorage\.com$/ },
  {
    provider: "OVHcloud",
    host: /^(?:(?<bucket>.+)\.)?s3\.(?<region>[a-z-]+)\.(?:(?:io|perf)\.)?cloud\.ovh\.(?:net|us)$/,
  },
  { provider: "Yandex Object Storage", host: /^(?:(?<bucket>.+)\.)?storage\.yandexcloud\.net$/ },
  {
    provider: "IBM Cloud Object Storage",
    host: /^(?:(?<bucket>.+)\.)?s3\.[a-z0-9.-]+\.cloud-object-storage\.appdomain\.cloud$/,
  },
  {
    provider: "LocalStack",
    host: /^(?:(?:(?<bucket>.+)\.)?s3\.(?:(?<region>[a-z]+(?:-[a-z]+)+-\d)\.)?)?localhost\.localstack\.cloud$/,
  },
  { provider: "MinIO", host: /^play\.min\.io$/ },
  { host: /^(?:(?<bucket>.+?)\.)?s3\..+$/ },
];

function aws(pattern: string, style?: AddressStyle): HostPattern {
  const host = pattern.replace("REGION", "(?<region>[a-z]+(?:-[a-z]+)+-\\d+)");
  return { provider: "AWS", host: new RegExp(`^${host}\\.${AWS_SUFFIX}$`), ...(style && { style }) };
}

/** @param endpoints of the user's own servers; they may have a path */
export function readAddress(url: RawUrl, endpoints: readonly OwnEndpoint[] = []): S3Address {
  const known = findEndpoint(url, endpoints);
  const byHost = readHost(url);
  if (!known) return byHost ?? { ...inPath(url.path), recognized: false };
  const { region } = byHost ?? {};
  const { bucket, path, basePath, endpoint } = known;
  const provider = byHost?.provider ?? providerOf(endpoint);
  return {
    ...(bucket ? inHost(bucket, path) : inPath(path)),
    ...(basePath && { basePath }),
    ...(region && { region }),
    ...(provider && { provider }),
    recognized: true,
  };
}

/** @param endpoint absent for AWS */
export function providerOf(endpoint: string | undefined): ProviderName | undefined {
  if (endpoint === undefined) return "AWS";
  const url = splitUrl(endpoint);
  return url && readHost({ ...url, path: `${url.path}/` })?.provider;
}

function readHost(url: RawUrl): S3Address | undefined {
  const name = hostName(url);
  for (const { host, provider, style, basePath = "" } of HOSTS) {
    const found = host.exec(name);
    if (!found || !url.path.startsWith(`${basePath}/`)) continue;
    const { bucket, region } = found.groups ?? {};
    return {
      ...(bucket ? inHost(bucket, url.path, style) : inPath(url.path.slice(basePath.length))),
      ...(basePath && { basePath }),
      ...(region && { region }),
      ...(provider && { provider }),
      recognized: true,
    };
  }
  return undefined;
}

function inHost(bucket: string, path: string, style: AddressStyle = "virtual") {
  const key = decode(path.slice(1));
  return { style, bucket, ...(key && { key }) };
}

function inPath(path: string) {
  const [, rawBucket = "", rawKey = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const [bucket, key] = [decode(rawBucket), decode(rawKey)];
  return { style: "path" as const, ...(bucket && { bucket }), ...(bucket && key && { key }) };
}
