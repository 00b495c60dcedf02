/**
 * The lines of the signed headers in a canonical request: Amazon S3 API Reference, "Authenticating Requests: Using Query
 * Parameters (AWS Signature Version 4)".
 * @param names `X-Amz-SignedHeaders`: in lower case and in their order, with `;` between them
 */
export function canonicalHeaders(names: string, headers: Record<string, string>): string {
  const line = (name: string) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}\n`;
  return names.split(";").map(line).join("");
}
