import type { LinkFormat } from "./linkFormat.ts";

/**
 * RFC 4180, adapted to spreadsheets. The byte order mark makes Excel read the file as UTF-8. The object is written as
 * an S3 URI, because a key that starts with `=`, `+`, `-` or `@` would run as a formula (OWASP, "CSV Injection").
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
