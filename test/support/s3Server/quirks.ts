import { S3Failure } from "./failure.ts";

/** Behaviours of real servers in which they differ from S3. A test switches them on by name. */
export type Quirk =
  /** Older servers. */
  | "conditionIgnored"
  /** Ceph RGW 16 for CopyObject, CompleteMultipartUpload and DeleteObject only. */
  | "conditionOnlyOnPut"
  /** Ceph RGW 16 in a versioned bucket. */
  | "ifNoneMatchIgnored"
  /** Ceph RGW 16 in a versioned bucket: even a correct If-Match is refused. */
  | "ifMatchAlways412"
  | "conditionNotImplemented501"
  | "conditionNotImplemented405"
  | "conditionNotImplemented400";

const CODES = { 501: "NotImplemented", 405: "MethodNotAllowed", 400: "InvalidArgument" } as const;
const WRITES = new Set(["PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject"]);

/** Changes the conditions of a write, or refuses it, as a server with these quirks does. */
export function applyQuirks(quirks: ReadonlySet<Quirk>, operation: string, headers: Record<string, string>): void {
  if (!WRITES.has(operation)) return;
  const has = (name: string) => headers[name] !== undefined;
  if (!has("if-match") && !has("if-none-match")) return;
  for (const status of [501, 405, 400] as const) {
    if (!quirks.has(`conditionNotImplemented${status}`)) continue;
    throw new S3Failure(status, CODES[status], "A header you provided implies functionality that is not implemented");
  }
  if (has("if-match") && quirks.has("ifMatchAlways412")) {
    throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }
  const isIgnored = quirks.has("conditionIgnored") || (quirks.has("conditionOnlyOnPut") && operation !== "PutObject");
  if (isIgnored) delete headers["if-match"];
  if (isIgnored || quirks.has("ifNoneMatchIgnored")) delete headers["if-none-match"];
}
