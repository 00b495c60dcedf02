import { randomBytes } from "node:crypto";

/** An encoded form. The file's content goes between `before` and `after`. */
export interface MultipartForm {
  contentType: string;
  before: Buffer;
  after: Buffer;
}

/** RFC 7578, encoded as browsers do: names in UTF-8, with `"` and line ends percent-encoded, and the file last. */
export function multipartForm(fields: Record<string, string>, fileName: string, fileType: string): MultipartForm {
  // The chance that the content contains it is 1 in 2^128.
  const boundary = `s3-presign-${randomBytes(16).toString("hex")}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(fileName)}"\r\nContent-Type: ${fileType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    before: Buffer.from(parts.join("") + file),
    after: Buffer.from(`\r\n--${boundary}--\r\n`),
  };
}

function quoted(name: string): string {
  return name.replace(/["\r\n]/g, (c) => encodeURIComponent(c));
}
