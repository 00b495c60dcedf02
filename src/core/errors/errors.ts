import type { FormFaultDetails } from "./formFaults.ts";
import type { LinkFaultDetails } from "./linkFaults.ts";

/** Where a saved connection gets its credentials. */
export type CredentialsKind = "keys" | "environment" | "profile" | "anonymous";

/** Part of the details of errors that settings may cause. Empty for a profile, whose settings are in the AWS files. */
export interface OfSettings {
  /** `connection:` and a unique id. */
  connectionId?: string;
  credentials?: CredentialsKind;
}

/** The OfSettings of a connection. */
export function ofOwn({ id, source }: { id: string; source: { kind: CredentialsKind } }): OfSettings {
  return id.startsWith("connection:") ? { connectionId: id, credentials: source.kind } : {};
}

/** Picks the OfSettings from a larger object, for the details of an error. */
export function settingsOf({ connectionId, credentials }: OfSettings): OfSettings {
  return { ...(connectionId && { connectionId }), ...(credentials && { credentials }) };
}

/** The details of each error. The keys are the public, stable error codes. */
export interface ErrorDetails extends LinkFaultDetails, FormFaultDetails {
  cancelled: Record<never, never>;
  /** `what` is wrong: see ConfigFault. `profile` cannot be used because of it. */
  configMalformed: {
    file: string;
    line: number;
    what: "line" | "indent" | "encoding" | "name" | "prefix";
    profile?: string;
  };
  configUnreadable: { file: string; reason: string };
  noProfiles: { files: string[] };
  unknownProfile: { profile: string; known: string[] } & OfSettings;
  untrustedProcess: { profile: string };
  untrustedFolder: { folder: string };
  untrustedFile: { name: string };
  untrustedTool: Record<never, never>;
  notAPlace: { given: string };
  /** A `vscode://` link to a place. What it contains is not shown: anyone can write one. */
  invalidOpenLink: { reason: "path" | "parameters" | "uri" | "profile" };
  /** `reason` is empty if the profile names no source of credentials. */
  noCredentials: { profile: string; reason: string };
  /**
   * No other value of a setting is part of an error, because it can contain a secret by mistake: for example, if a line
   * break is missing. `profiles` are those of a cycle.
   */
  brokenProfile: {
    profile: string;
    reason: "noSource" | "cycle" | "twoSources" | "unknownSource" | "noSsoSession" | "noServices" | "invalidRole";
    profiles?: string[];
  };
  environmentEmpty: { profile: string };
  keysMissing: { connection: string; id: string };
  invalidMfaCode: { given: string };
  valueMissing: Record<never, never>;
  nameTaken: { name: string };
  unknownConnection: Record<never, never>;
  anonymousCannotSign: { connection: string };
  processFailed: {
    profile: string;
    reason: "tooSlow" | "exit" | "notJson" | "version" | "incomplete" | "expired";
    /** The limit in seconds, or the exit code. */
    value?: number;
  };
  roleRefused: { profile: string; role: string; reason: string };
  caBundleUnreadable: { reason: string };
  /** `profile` is the one that signs in. It can be a source of the one in use. */
  signInExpired: { profile: string; by: "sso" | "login" };
  credentialsExpired: { profile: string } & OfSettings;
  keyIdRefused: { profile: string; endpoint: string } & OfSettings;
  secretRefused: { profile: string; endpoint: string } & OfSettings;
  /** `permission` is the name in IAM, such as `s3:ListBucket`. */
  accessDenied: { profile: string; operation: string; permission: string; bucket?: string } & OfSettings;
  /** `region` is what the user entered. Absent if it comes from the settings. */
  invalidRegion: { profile: string; region?: string } & OfSettings;
  wrongRegion: { bucket: string; region: string; actual?: string } & OfSettings;
  /** `endpoint` is what the user entered. Absent if it comes from the settings. */
  invalidEndpoint: { profile: string; endpoint?: string } & OfSettings;
  /** `name` is the key in the setting. Absent if the user has just entered the address. */
  invalidShareAddress: { reason: ShareAddressFault; name?: string };
  endpointUnreachable: { endpoint: string; reason: string } & OfSettings;
  endpointSilent: { endpoint: string; seconds: number } & OfSettings;
  /** `missing`: the header or element that the response to `operation` lacks, if it is from S3 nevertheless. */
  notS3: {
    endpoint: string;
    status: number;
    operation?: string;
    missing?: string;
    missingFrom?: "header" | "body";
  } & OfSettings;
  clockSkew: { seconds: number };
  /** `limit` in bytes. */
  responseTooLarge: { operation: string; limit: number };
  /** The object has too many bytes for one request. `size` and `limit` in bytes; `status` as of the response. */
  noMultipartUploads: { key: string; size: number; limit: number; status: number };
  /** A listing has more, but its next page cannot be requested, or repeats an earlier one. */
  listingStuck: { operation: string; bucket?: string };
  noSuchBucket: { bucket: string; profile: string } & OfSettings;
  noSuchKey: { bucket: string; key: string };
  /** `profile` is that of the connection. */
  archived: { profile: string; bucket: string; key: string; storageClass: string };
  /** `etag` is that of the existing object or, if the server sends none, its size and last change. */
  targetExists: { bucket: string; key: string; etag: string };
  /** The key is no longer in the state seen before: its object was replaced, deleted or created. */
  changedMeanwhile: { bucket: string; key: string };
  /** Another window may be writing to the key, which its claim keeps: see claim.ts. */
  keyClaimed: { bucket: string; key: string };
  /** An object was written, but not all annotations of its source. The cause is the error of the request. */
  annotationsNotKept: { bucket: string; key: string };
  /** The value has bytes that are not UTF-8, so it cannot be sent unchanged. */
  headerNotText: { header: string };
  copyNotVerified: { bucket: string; key: string; what: "size" | "etag" | "checksum" };
  sameName: { name: string };
  intoItself: { name: string; target: string };
  /** A file or folder would be replaced with itself under another name. `uri` is an S3 URI. */
  replacesItself: { uri: string };
  /** Several sources of a copy, move or upload would get the same target. */
  sourcesCollide: { targets: string[]; sources: string[] };
  bucketTaken: { bucket: string };
  /** `slow`: a regular expression took too long for the keys of one page. */
  invalidSearch: { term: string; reason: "empty" | "size" | "date" | "pattern" | "slow" };
  invalidPair: { given: string };
  invalidDays: { given: string };
  nothingSelected: Record<never, never>;
  /** VS Code did not know the node of a row, because the list was being refreshed. */
  listRefreshed: Record<never, never>;
  severalProfiles: Record<never, never>;
  /** The data that arrived does not match what S3 reports about the object. */
  objectDamaged: { key: string; by: string };
  /** The parts of a failed upload are still stored and cost money. `connection` is the connection's id. */
  partsLeft: { connection: string; bucket: string; key: string; uploadId: string; reason: string };
  /** A local file or folder cannot be read or written. */
  fileFailed: { file: string; reason: string };
  /** A local file changed while it was read. */
  fileChanged: { file: string };
  fileExists: { file: string };
  folderNotEmpty: { key: string };
  throttled: { operation: string };
  serverFault: { operation: string; status: number; serverCode: string; serverMessage?: string };
  refused: { operation: string; status: number; serverCode: string; serverMessage: string };
  notS3Link: { reason: "empty" | "tooLong" | "noLink" | "notS3" };
  invalidLocation: { given: string };
  invalidBucket: { bucket: string };
  unsupportedArn: { arn: string; reason: "pathStyle" | "otherServer" | "variants" | "postForm" } & OfSettings;
  emptyKey: Record<never, never>;
  emptyName: Record<never, never>;
  keyTooLong: { bytes: number; limit: number };
  /** `limit`: the longest lifetime in seconds, if the given one is longer. */
  invalidExpiry: {
    given: string;
    reason: "notUnderstood" | "notWhole" | "tooShort" | "tooLong" | "past";
    limit?: number;
  };
  invalidStart: { given: string; reason: "notUnderstood" | "afterEnd" };
  invalidIpRange: { given: string };
  /** An entry of the setting `s3Presign.cloudFront`, or what was entered for it. */
  invalidDistribution: { field: "domain" | "keyPairId" | "pathPrefix"; given: string };
  /** `prefixes` are the parts of the bucket that its distributions reach. */
  outsideDistribution: { uri: string; prefixes: string[] };
  /** `otherAddress`: a link that is signed again is for more than one object or folder, or not for its own address. */
  notForCloudFront: { uri: string; reason: "dotSegments" | "version" | "tooLong" | "otherAddress" };
  /** Never contains any part of the key. `kind` is the algorithm, curve or format of a key of another kind. */
  invalidPrivateKey: { reason: "notPem" | "publicKey" | "encrypted" | "otherKind" | "damaged"; kind?: string };
  privateKeyMissing: { keyPairId: string };
  /** `server` is its name or its address, `connection` the connection's id. */
  /** `largeFiles`: the highest value of this parameter, with which a file request needs no forms. */
  noPostForms: { server: string; connection?: string; bucket?: string; key?: string; largeFiles?: number };
  invalidFileName: { given: string };
  nothingToExport: { place: string };
  tooLongForQr: { bytes: number; limit: number };
  termsNotKept: { name: string };
  unknownShare: { id: string };
  /** A page that is not where the user's store says, through another connection. */
  pageNotFound: { bucket: string; key: string; profile: string };
  /** In Restricted Mode, nothing is stored or deleted at the request of a program. */
  untrustedWorkspace: Record<never, never>;
  /** The page is still there. `code` is the server's. */
  notWithdrawn: { key: string; code: string };
  /** A page's links must be of the page's own origin. */
  severalBuckets: Record<never, never>;
  /** Pages would have to be signed with a session of 5 minutes. */
  directoryBucket: { bucket: string };
  /** What arrives must be apart from pages and from other requests. `other` is the prefix of these. */
  folderOverlaps: { folder: string; other: string };
  /** The number of slots of a request. */
  invalidFileCount: { given: string; limit: number };
  /** Anyone can read what is stored under the prefix. */
  publicBucket: { bucket: string; prefix: string };
  /** A browser would not show the page: see storePage. `header` is the one that prevents it. */
  pageNotInline: { bucket: string; key: string; status: number; header?: string };
  /** A page that can't be used, or copies for it, could not be removed either. `code` is why. */
  pageLeft: { connection: string; bucket: string; prefix: string; code: string };
  /** A passphrase needs WebCrypto, which browsers have only at https, localhost and in files. */
  insecureContext: { origin: string };
  invalidContentType: { given: string };
  unsupportedOperation: { operation: string; nearest: string[] };
  unsupportedMethod: { operation: string; method: string };
  missingParameter: { operation: string; parameter: string };
  /** A nested parameter is named by its path, such as `Delete.Objects[2].Key`. */
  unknownParameter: { operation: string; parameter: string; known: string[]; nearest: string[] };
  invalidParameter: {
    operation: string;
    parameter: string;
    expected: Expectation;
    values?: string[];
    min?: number;
    max?: number;
  };
  bodyNotText: { operation: string; parameter: string };
  snippetRefused: { language: string; reason: SnippetRefusal };
  invalidCondition: {
    condition: string;
    reason:
      | "notACondition"
      | "notOneProperty"
      | "unknownOperator"
      | "wrongCount"
      | "notText"
      | "noDollar"
      | "exactOnly"
      | "keyTwice"
      | "fileName";
  };
  invalidSizeRange: { given: string; reason: "notWhole" | "negative" | "reversed" | "tooLarge" | "twice" };
  invalidSize: { given: string };
  unknownField: { field: string };
  reservedField: { field: string; reason: "signer" | "file" | "customerKey" };
  invalidField: {
    field: string;
    reason: "notText" | "status" | "notTagging" | "controlCharacter" | "notAscii" | "twice";
  };
  fieldConflict: { field: string; value: string; condition: string };
  unexpected: { reason: string };
}

export type ShareAddressFault = "notUrl" | "credentials" | "path" | "query" | "fragment" | "mode";

/** What an invalid parameter should have been. */
export type ExpectedValue = Omit<ErrorDetails["invalidParameter"], "operation" | "parameter">;

/** What the value of a parameter should have been. */
export type Expectation =
  | "text"
  | "wholeNumber"
  /** With `min` and, if there is one, `max`. */
  | "range"
  | "boolean"
  | "timestamp"
  | "blob"
  | "list"
  | "structure"
  /** With `values`. */
  | "oneOf"
  | "oneMember"
  | "ascii"
  | "latin1"
  | "headerName"
  /** With `max` in bytes. */
  | "metadataSize"
  | "source"
  | "existingKey"
  | "key256"
  | "md5"
  | "json"
  | "hostLabel";

/**
 * Why a language has no snippet for a request. `dotSegments`, `pathRewritten`: its HTTP client would change the path
 * and so invalidate the signature. `bodyUnfit`: it cannot send that body. `formUnfit`: it cannot send a multipart form.
 */
export type SnippetRefusal = "dotSegments" | "pathRewritten" | "bodyUnfit" | "formUnfit";

export type ErrorCode = keyof ErrorDetails;

/** The only error that core throws. User-facing messages are written outside core, from `code` and `details`. */
export class S3Error<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "S3Error";
  readonly code: C;
  readonly details: ErrorDetails[C];

  constructor(code: C, details: ErrorDetails[C], options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.code = code;
    this.details = details;
  }
}

/** Thrown when the user dismisses a prompt or cancels an operation. It is never shown. */
export function cancellation(cause?: unknown): S3Error<"cancelled"> {
  return new S3Error("cancelled", {}, cause === undefined ? undefined : { cause });
}

export function isCancellation(error: unknown): boolean {
  return isS3Error(error) && error.code === "cancelled";
}

/** Checks the name, not the class: aws.js has its own copy of the class. */
export function isS3Error(error: unknown): error is S3Error {
  return error instanceof Error && error.name === "S3Error";
}

/** Any other error becomes an `unexpected` one, with the error as its cause. */
export function asS3Error(error: unknown): S3Error {
  return isS3Error(error) ? error : new S3Error("unexpected", { reason: String(error) }, { cause: error });
}

/**
 * The action that a policy denies. S3 names it if the response has a body, but not to other accounts: IAM User Guide,
 * "Troubleshoot access denied error messages".
 * @param error of the SDK
 */
export function deniedAction(error: unknown): string | undefined {
  const { message = "" } = (error ?? {}) as { message?: string };
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
}
