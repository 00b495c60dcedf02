import type { AddressStyle } from "../address/s3Address.ts";
import type { LinkProblem } from "./linkProblems.ts";
import type { PastedLink } from "./pastedLink.ts";
import type { FormPolicy } from "./postForm.ts";
import type { LinkSigner, StoreKind } from "./signatureReading.ts";

/** What all links have. Plain JSON. It never contains a signature, a session token or the text of a policy. */
export interface LinkFields {
  /** The most likely operation, as the API of the service names it. */
  operation: string;
  /** The method of `operation`. Most signatures cover the method without naming it. */
  method: string;
  /**
   * Each method that the link may be signed for, with its operation, the most likely first. If there is only one, it is
   * certain.
   */
  methods: Record<string, string>;
  bucket?: string;
  /** Decoded. In a form it may contain `${filename}`. For CloudFront, the path without the first slash. */
  key?: string;
  versionId?: string;
  /** The region for which it was signed, or else the one that the host names. */
  region?: string;
  /** Scheme, host, port, and the path of a known endpoint; absent for `s3://`. */
  endpoint?: string;
  style?: AddressStyle;
  /** The provider of the service, if the host identifies it. */
  provider?: string;
  signer?: LinkSigner;
  /** Headers that the recipient must send exactly as signed, in addition to `host`; lower case. */
  signedHeaders: string[];
  /** Query parameters that are not part of the signature: response-*, x-amz-acl and the like, subresources. */
  parameters: Record<string, string>;
  /** For a form, the fields that it sends in addition to the file. */
  fields?: Record<string, string>;
  /** For a form, the conditions that an upload must meet. */
  policy?: FormPolicy;
  /** ISO 8601. */
  issuedAt?: string;
  /** ISO 8601. The link is not valid before. */
  startsAt?: string;
  /** ISO 8601. Temporary credentials may expire earlier, which the link does not show. */
  expiresAt?: string;
  /** Seconds until `expiresAt`; negative after it. */
  secondsLeft?: number;
  /** IP addresses that may use the link, as the link states them. */
  ipRange?: string;
  problems: LinkProblem[];
}

/** A link to S3, or to a store that has the same buckets, keys and operations. */
export interface StoreLink extends LinkFields {
  kind: StoreKind;
}

/** Amazon CloudFront Developer Guide, "Use signed URLs". */
export interface CloudFrontLink extends LinkFields {
  kind: "cloudFront";
  /** A canned policy is not part of the link; it allows only the address of the link. */
  policyKind: "canned" | "custom";
  /** The address that a custom policy covers. `*` and `?` are wildcards. */
  resource?: string;
  /** ID of the public key with which CloudFront checks the signature. */
  keyPairId?: string;
}

/** Azure Storage REST API, "Delegate access with a shared access signature". */
export interface AzureLink extends LinkFields {
  kind: "azureSas";
  account?: string;
  container?: string;
  /** What it is signed for, such as `blob` or `container`; `account` means all of it. */
  scope?: string;
  /** Such as `read` and `write`. */
  permissions: string[];
  /** Of the container: it may contain the expiry and the permissions. */
  storedPolicy?: string;
  /** Whether it is signed with the key of a user, which expires after 7 days at most. */
  delegated: boolean;
}

/** It has a parameter that looks like a signature, and nothing else is known. */
export interface UnknownLink extends LinkFields {
  kind: "unknown";
  /** Names of the parameters that look like signatures or tokens. */
  signatureParameters: string[];
}

/** A description of a link, made from the link alone. */
export type InspectedUrl = StoreLink | CloudFrontLink | AzureLink | UnknownLink;

/** A link that was found in a text, and its description. */
export interface FoundLink {
  pasted: PastedLink;
  inspected: InspectedUrl;
}
