import { S3Failure } from "./failure.ts";

export interface FormField {
  /** As sent; names are compared case-insensitively. */
  name: string;
  value: string;
}

export interface FormFile {
  /** Absent if the part has no such parameter, which differs from an empty one. */
  fileName?: string;
  chunks: AsyncIterable<Buffer>;
}

export interface MultipartForm {
  /** Those before the file, by lowercase name. */
  fields: Map<string, FormField>;
  file?: FormFile;
}

/** Limit for everything before the file's content: Amazon S3 API Reference, "POST Object". */
const MAX_BYTES_BEFORE_FILE = 20_480;

const malformed = () =>
  new S3Failure(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

/**
 * Reads a form up to its file, RFC 7578. Later parts are ignored, as by S3.
 * @param source is read further as the file's chunks are
 */
export async function readForm(contentType: string, source: AsyncIterator<Buffer>): Promise<MultipartForm> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) throw malformed();
  const delimiter = `\r\n--${boundary[1] ?? boundary[2]}`;
  const reader = new DelimitedReader(source);
  const fields = new Map<string, FormField>();
  await reader.text(delimiter);
  for (;;) {
    const head = await reader.text("\r\n\r\n", "--");
    if (head === undefined) return { fields };
    const { name, fileName } = readHead(head);
    if (name.toLowerCase() === "file") {
      const file = { chunks: reader.until(delimiter), ...(fileName !== undefined && { fileName }) };
      return { fields, file };
    }
    const value = (await reader.text(delimiter)) ?? "";
    const before = fields.get(name.toLowerCase());
    // Several fields of one name are joined by a comma: "Browser-based uploads using POST".
    fields.set(name.toLowerCase(), { name, value: before ? `${before.value},${value}` : value });
  }
}

function readHead(head: string): { name: string; fileName?: string } {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? "";
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, plain] of disposition.matchAll(/([\w*-]+)=(?:"((?:\\"|[^"])*)"|([^;\s]*))/g)) {
    parameters.set(name.toLowerCase(), quoted?.replaceAll('\\"', '"') ?? plain ?? "");
  }
  const fileName = parameters.get("filename");
  return { name: parameters.get("name") ?? "", ...(fileName !== undefined && { fileName }) };
}

class DelimitedReader {
  readonly #source: AsyncIterator<Buffer>;
  /** Starts with a line break, because the first delimiter needs none before it. */
  #rest: Buffer = Buffer.from("\r\n");
  #before = 0;

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  /**
   * The bytes before a delimiter, which is skipped.
   * @param end if it comes first, nothing follows
   */
  async text(delimiter: string, end?: string): Promise<string | undefined> {
    while (end && this.#rest.length < end.length) await this.#more();
    if (end && this.#rest.subarray(0, end.length).equals(Buffer.from(end))) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of this.until(delimiter)) {
      chunks.push(chunk);
      this.#count(chunk.length);
    }
    this.#count(delimiter.length);
    return Buffer.concat(chunks).toString();
  }

  async *until(delimiter: string): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#rest.indexOf(delimiter);
      const certain = at < 0 ? this.#rest.length - delimiter.length : at;
      if (certain > 0) {
        const chunk = this.#rest.subarray(0, certain);
        this.#rest = this.#rest.subarray(certain);
        yield chunk;
      }
      if (at >= 0) {
        this.#rest = this.#rest.subarray(delimiter.length);
        return;
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next();
    if (done) throw malformed();
    this.#rest = Buffer.concat([this.#rest, value]);
  }

  #count(bytes: number): void {
    this.#before += bytes;
    if (this.#before <= MAX_BYTES_BEFORE_FILE) return;
    const message = "Your POST request fields preceeding the upload file was too large.";
    throw new S3Failure(400, "MaxPostPreDataLengthExceeded", message, {
      MaxPostPreDataLengthBytes: String(MAX_BYTES_BEFORE_FILE),
    });
  }
}
