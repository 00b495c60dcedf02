import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OfSettings } from "../core/errors/errors.ts";
import type { SharedBy } from "../core/ledger/linkLedger.ts";
import type { SignedPost } from "../core/sign/signedRequest.ts";
import type { PostFormState, ToForm } from "./protocol.ts";

/** What one open form has in hand; the page never sees a path. */
export interface Session {
  state: PostFormState;
  post: (message: ToForm) => void;
  /** Number of the newest request to sign: an answer to an older one no longer counts. */
  newest: number;
  /** Absent while the form is incomplete or mistaken, so that no older one is handed out. */
  signed?: OfSettings & { form: SignedPost; by: SharedBy; isReported?: boolean };
  file?: { path: string; name: string };
  uploading?: AbortController;
  /** Holds the page that the browser shows; only its owner may look into it. */
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
