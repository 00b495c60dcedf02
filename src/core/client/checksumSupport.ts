import { crc32 } from "node:zlib";
import { type Digests, md5Of } from "./digests.ts";
import { isUnsupported } from "./unsupported.ts";

/** Requests that send bytes, or that announce the checksums of bytes to come. */
export type ChecksumOperation = "PutObject" | "CreateMultipartUpload" | "UploadPart" | "DeleteObjects";

/** What a request can contain so that the server verifies its bytes, best first. */
const CHECKSUM_KINDS = ["crc32", "md5", "none"] as const;
export type ChecksumKind = (typeof CHECKSUM_KINDS)[number];

/** Parameters of a request that sends bytes. */
export type ChecksumParams = { ChecksumCRC32?: string; ContentMD5?: string };

/** The kind to send next, and whether a request with it has succeeded. */
interface Support {
  kind: number;
  isProven: boolean;
}

/**
 * Which checksums one endpoint accepts. Amazon S3 requires one for each upload that Object Lock will protect, so every
 * upload has one: Amazon S3 API Reference, "PutObject". Other servers may refuse it.
 */
export class ChecksumSupport {
  /** Amazon S3 accepts every kind. */
  readonly isTrusted: boolean;
  readonly #known = new Map<ChecksumOperation, Support>();

  constructor(isTrusted: boolean) {
    this.isTrusted = isTrusted;
  }

  /**
   * Sends a request with the best kind of checksum that the server accepts, and remembers it.
   * @param first best kind to try
   * @param isRefusal whether another kind may succeed after this error
   * @throws what `send` throws, the first time if it fails with every kind
   */
  async attempt<T>(
    operation: ChecksumOperation,
    send: (kind: ChecksumKind) => Promise<T>,
    first: ChecksumKind = "crc32",
    isRefusal: (error: unknown) => boolean = isUnsupported,
  ): Promise<T> {
    const support = this.#of(operation);
    let failure: { error: unknown } | undefined;
    for (let kind = Math.max(support.kind, CHECKSUM_KINDS.indexOf(first)); ; kind++) {
      try {
        const result = await send(CHECKSUM_KINDS[kind] as ChecksumKind);
        if (!support.isProven) Object.assign(support, { kind, isProven: true });
        return result;
      } catch (error) {
        failure ??= { error };
        // Another request may have shown meanwhile that the server accepts only a later kind.
        const isKnown = support.isProven && kind >= support.kind;
        const isFinal = isKnown || CHECKSUM_KINDS[kind] === "none" || !isRefusal(error);
        if (isFinal) throw isRefusal(error) ? failure.error : error;
      }
    }
  }

  #of(operation: ChecksumOperation): Support {
    const support = this.#known.get(operation) ?? { kind: 0, isProven: this.isTrusted };
    this.#known.set(operation, support);
    return support;
  }
}

/** The checksum of some bytes, in Base64. */
export function checksumParams(kind: ChecksumKind, bytes: Uint8Array | Digests): ChecksumParams {
  switch (kind) {
    case "crc32": {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(bytes instanceof Uint8Array ? crc32(bytes) : bytes.crc32);
      return { ChecksumCRC32: checksum.toString("base64") };
    }
    case "md5":
      return { ContentMD5: Buffer.from(md5Of(bytes), "hex").toString("base64") };
    case "none":
      return {};
  }
}
