import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OfSettings } from "../core/errors/errors.ts";
import type { SharedBy } from "../core/ledger/linkLedger.ts";
import type { SignedPost } from "../core/sign/signedRequest.ts";
import type { PostFormState, ToForm } from "./protocol.ts";

/** State of one open form. The page never gets the path of a file. */
export interface Session {
  state: PostFormState;
  post: (message: ToForm) => void;
  /** Number of the latest `sign` message. Results of earlier ones are dropped. */
  newest: number;
  /** Absent while the form is incomplete or invalid, so that no outdated form is shared. */
  signed?: OfSettings & { form: SignedPost; by: SharedBy; isReported?: boolean };
  file?: { path: string; name: string };
  uploading?: AbortController;
  /** Path of the file that was saved last. */
  saved?: string;
  /** Temporary folder, readable only by its owner, for the page that the browser opens. */
  folder?: string;
}

export function sessionFolder(session: Session): string {
  session.folder ??= mkdtempSync(join(tmpdir(), "s3-presign-"));
  return session.folder;
}

export function endSession({ uploading, folder }: Session): void {
  uploading?.abort();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
