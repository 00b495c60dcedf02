import { type Digests, md5Of } from "./digests.ts";

/** What S3 reports about the bytes of an object or of an upload. */
export interface ReportedEtag {
  /** Bytes of the whole object. */
  ContentLength?: number | undefined;
  ETag?: string | undefined;
  ServerSideEncryption?: string | undefined;
  SSECustomerAlgorithm?: string | undefined;
}

/**
 * Whether the ETags of one endpoint are MD5 digests. Amazon S3 API Reference, "Object": they are, unless the object was
 * uploaded in parts or is encrypted with a key of KMS or of the client. Other servers promise nothing.
 */
export class EtagSupport {
  /** Amazon S3 follows the rule. */
  readonly isTrusted: boolean;
  /** Whether a response to HeadObject had no ETag. */
  areMissing = false;
  /** Bytes of the largest upload whose ETag was its MD5. On LeoFS, the ETags of larger objects are something else. */
  #proven = -1;
  #isRefuted = false;

  constructor(isTrusted: boolean) {
    this.isTrusted = isTrusted;
  }

  /** Learns from the response to an upload of these bytes in one request. */
  learn(bytes: Uint8Array | Digests, { ETag, ...encryption }: ReportedEtag): void {
    if (this.isTrusted || this.#isRefuted || bytes.length <= this.#proven) return;
    const digest = md5In({ ETag, ...encryption });
    if (digest === undefined) return;
    if (digest === md5Of(bytes)) this.#proven = bytes.length;
    else this.#isRefuted = true;
  }

  /**
   * The MD5 of an object's bytes according to its ETag, in hexadecimal, and whether it certainly is one.
   * @returns undefined if the ETag is not an MD5
   */
  md5(object: ReportedEtag): { digest: string; isCertain: boolean } | undefined {
    const digest = md5In(object);
    return digest === undefined ? undefined : { digest, isCertain: this.isTrusted || this.#isProven(object) };
  }

  #isProven({ ContentLength = Number.POSITIVE_INFINITY, ServerSideEncryption }: ReportedEtag): boolean {
    return !this.#isRefuted && ServerSideEncryption === undefined && ContentLength <= this.#proven;
  }
}

function md5In({ ETag = "", ServerSideEncryption = "AES256", SSECustomerAlgorithm }: ReportedEtag): string | undefined {
  if (ServerSideEncryption !== "AES256" || SSECustomerAlgorithm) return undefined;
  return /^"?([0-9a-f]{32})"?$/.exec(ETag)?.[1];
}
