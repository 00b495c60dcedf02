import { createHash } from "node:crypto";
import { type Checksum, type ChecksumName, checksumLength, isChecksumName, runningChecksum } from "./checksums.ts";
import { S3Failure } from "./failure.ts";
import type { S3Request } from "./request.ts";
import { checkBodyHash, type Signer } from "./sigV4.ts";

/** A body while it is received. Trailers are complete once the chunks have been read. */
export interface Payload {
  chunks: AsyncIterable<Buffer>;
  trailers: Record<string, string>;
}

export interface Received {
  /** Empty if it is not stored. */
  body: Buffer;
  size: number;
  md5: Buffer;
  checksum?: Checksum;
}

/** Limit of bytes for one PUT or POST: Amazon S3 User Guide, "Uploading objects". */
const MAX_BYTES = 5 * 1024 ** 3;

/** The client's body: verified against the signed hash, with aws-chunked framing removed. */
export function payloadOf(request: S3Request, signer: Signer | undefined): Payload {
  const { message, headers } = request;
  // A body that is rejected midway is still read to its end after the response, or the client's next request would
  // hang.
  const source = message.iterator({ destroyOnReturn: false });
  const kind = headers["x-amz-content-sha256"] ?? "";
  if (!kind.startsWith("STREAMING-")) return { chunks: hashed(source, signer), trailers: {} };
  if (kind !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER" || !/\baws-chunked\b/.test(headers["content-encoding"] ?? "")) {
    throw new S3Failure(
      501,
      "NotImplemented",
      "Only STREAMING-UNSIGNED-PAYLOAD-TRAILER with aws-chunked is understood",
    );
  }
  const trailers: Record<string, string> = {};
  const length = headers["x-amz-decoded-content-length"];
  if (length === undefined) throw missingLength();
  return { chunks: unchunked(source, trailers, Number(length)), trailers };
}

async function* hashed(source: AsyncIterable<Buffer>, signer: Signer | undefined): AsyncGenerator<Buffer> {
  if (!signer?.bodyHash) {
    yield* source;
    return;
  }
  const hash = createHash("sha256");
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  checkBodyHash(signer, hash.digest("hex"));
}

const incomplete = () =>
  new S3Failure(
    400,
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );

/** Amazon S3 API Reference, "Signature calculations for chunked uploads with trailing headers". */
async function* unchunked(
  source: AsyncIterator<Buffer>,
  trailers: Record<string, string>,
  length: number,
): AsyncGenerator<Buffer> {
  try {
    yield* unframed(new LineReader(source), trailers, length);
  } finally {
    await source.return?.();
  }
}

async function* unframed(reader: LineReader, trailers: Record<string, string>, length: number): AsyncGenerator<Buffer> {
  let total = 0;
  for (;;) {
    const size = Number.parseInt((await reader.line()) ?? "", 16);
    if (Number.isNaN(size)) throw incomplete();
    if (size === 0) break;
    for await (const bytes of reader.bytes(size)) {
      total += bytes.length;
      yield bytes;
    }
    if ((await reader.line()) !== "") throw incomplete();
  }
  for (let line = await reader.line(); line; line = await reader.line()) {
    const [name = "", value = ""] = line.split(/:(.*)/s);
    trailers[name.toLowerCase().trim()] = value.trim();
  }
  if (total !== length) throw incomplete();
}

class LineReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  /** Up to the next CRLF, or to the end; undefined after that. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const at = this.#rest.indexOf("\r\n");
      if (at >= 0) {
        const text = this.#rest.toString("latin1", 0, at);
        this.#rest = this.#rest.subarray(at + 2);
        return text;
      }
      if (await this.#more()) continue;
      const text = this.#rest.toString("latin1");
      this.#rest = Buffer.alloc(0);
      return text || undefined;
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incomplete();
      const bytes = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(bytes.length);
      left -= bytes.length;
      if (bytes.length > 0) yield bytes;
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, value]) : value;
    return true;
  }
}

/**
 * Reads a body to its end and verifies the client's claims about it.
 * @param claims headers, or form fields with the names of headers
 */
export async function receive({ chunks, trailers }: Payload, checksums: Record<string, string>, keep: boolean) {
  const claimed = claimedChecksum(checksums);
  const checksum = claimed && runningChecksum(claimed.name);
  const md5 = createHash("md5");
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge(size, MAX_BYTES);
    md5.update(chunk);
    checksum?.update(chunk);
    if (keep) kept.push(chunk);
  }
  const received: Received = { body: Buffer.concat(kept), size, md5: md5.digest() };
  checkMd5(checksums["content-md5"], received.md5);
  if (claimed && checksum) {
    received.checksum = checkedChecksum(claimed.name, claimed.value ?? trailers[claimed.header], checksum.digest());
  }
  return received;
}

export const tooLarge = (size: number, most: number): S3Failure =>
  new S3Failure(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    ProposedSize: String(size),
    MaxSizeAllowed: String(most),
  });

const missingLength = () =>
  new S3Failure(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

/** S3 accepts no body of unknown length. */
export function needLength({ "content-length": length }: Record<string, string>): void {
  if (length === undefined) throw missingLength();
}

const invalid = (message: string) => new S3Failure(400, "InvalidRequest", message);

/** Names in `x-amz-checksum-` headers that are not checksums. */
const NO_CHECKSUM = /^x-amz-checksum-(mode|type|algorithm)$/;

/** Whether a request says what its body's digest is, or will be. */
export function hasDigest(checksums: Record<string, string>): boolean {
  const isNamed = Object.keys(checksums).some((name) => name.startsWith("x-amz-checksum-") && !NO_CHECKSUM.test(name));
  return isNamed || Boolean(checksums["content-md5"] || checksums["x-amz-trailer"]);
}

function claimedChecksum(checksums: Record<string, string>) {
  const headers = Object.keys(checksums).filter((name) => /^x-amz-checksum-/.test(name) && !NO_CHECKSUM.test(name));
  const trailer = checksums["x-amz-trailer"];
  if (trailer) headers.push(trailer.toLowerCase());
  const algorithm = checksums["x-amz-sdk-checksum-algorithm"] ?? checksums["x-amz-checksum-algorithm"];
  const [header] = headers;
  if (headers.length > 1) {
    throw invalid("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  if (!header) {
    if (!algorithm) return undefined;
    throw invalid(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  const name = header.slice("x-amz-checksum-".length);
  if (!isChecksumName(name)) throw new S3Failure(501, "NotImplemented", `${header} is not implemented`);
  if (algorithm && algorithm.toLowerCase() !== name) {
    throw invalid(`Value for x-amz-sdk-checksum-algorithm header is invalid.`);
  }
  return { name, header, value: checksums[header] };
}

function checkedChecksum(name: ChecksumName, claimed: string | undefined, digest: Buffer): Checksum {
  const value = digest.toString("base64");
  if (claimed === undefined || Buffer.from(claimed, "base64").length !== checksumLength[name]) {
    throw invalid(`Value for x-amz-checksum-${name} header is invalid.`);
  }
  if (claimed === value) return { name, value, type: "FULL_OBJECT" };
  throw new S3Failure(
    400,
    "BadDigest",
    `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
  );
}

function checkMd5(claimed: string | undefined, md5: Buffer): void {
  if (claimed === undefined) return;
  if (Buffer.from(claimed, "base64").length !== md5.length) {
    throw new S3Failure(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", { "Content-MD5": claimed });
  }
  if (claimed !== md5.toString("base64")) {
    throw new S3Failure(400, "BadDigest", "The Content-MD5 you specified did not match what we received.", {
      ExpectedDigest: claimed,
      CalculatedDigest: md5.toString("base64"),
    });
  }
}

/**
 * The text of a body, verified against its digest.
 * @param needed whether S3 requires a digest for the operation: `httpChecksumRequired` in the service's API model
 */
export async function receiveText(
  payload: Payload,
  checksums: Record<string, string>,
  needed: boolean,
): Promise<string> {
  if (needed && !hasDigest(checksums)) {
    throw invalid("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  return (await receive(payload, checksums, true)).body.toString();
}
