import * as vscode from "vscode";
import { type ErrorDetails, isS3Error } from "../../core/errors/errors.ts";
import type { WriteSettings } from "../../core/share/requiredHeader.ts";
import { confirm } from "./confirm.ts";
import { withProgress } from "./progress.ts";

const { t } = vscode.l10n;

/** Something to store in a bucket that may require a header of each write. */
export interface Storing<T> {
  store: (write?: WriteSettings) => Promise<T>;
  /** Finds out which header the bucket requires. */
  find: (signal: AbortSignal) => Promise<WriteSettings | undefined>;
  /** Says with what the header is sent. */
  detail: string;
}

/** Stores it. After a denial, offers the header that the bucket requires. @throws S3Error cancelled, … */
export async function withRequiredHeader<T>({ store, find, detail }: Storing<T>): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if (!isDeniedWrite(error)) throw error;
    const write = await withProgress(t("Looking for the header that the bucket requires"), ({ signal }) =>
      find(signal),
    );
    if (!write) throw error;
    const [header = ""] = Object.entries(write).map(([name, value]) => `${HEADERS[name] ?? name}: ${value}`);
    await confirm(t("The bucket accepts only uploads with the header {0}.", header), detail, t("Use Header"));
    return store(write);
  }
}

const HEADERS: Record<string, string> = { ServerSideEncryption: "x-amz-server-side-encryption", ACL: "x-amz-acl" };

const WRITES = new Set(["PutObject", "CopyObject", "CreateMultipartUpload"]);

function isDeniedWrite(error: unknown): boolean {
  if (!isS3Error(error)) return false;
  if (error.code === "formDenied") return true;
  return error.code === "accessDenied" && WRITES.has((error.details as ErrorDetails["accessDenied"]).operation);
}
