import type { LinkFormat } from "./linkFormat.ts";

/**
 * RFC 4180, and for spreadsheets: the byte order mark tells Excel that it is UTF-8, and the object stands as an S3 URI, since
 * a key that begins with `=`, `+`, `-` or `@` would be run as a formula (OWASP, "CSV Injection").
 */
export const csv: LinkFormat = {
  id: "csv",
  extension: "csv",
  begin: ({ endsAt }) => ({
    head: "\ufeffs3_uri,size,modified,expires,url\r\n",
    link: ({ bucket, key, size = "", modified, url }) =>
      `${quote(`s3://${bucket}/${key}`)},${size},${modified?.toISOString() ?? ""},${endsAt},${quote(url)}\r\n`,
    tail: "",
  }),
};

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
