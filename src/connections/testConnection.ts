import * as vscode from "vscode";
import type { App } from "../app.ts";
import { raceAbort } from "../core/async/raceAbort.ts";
import { asS3Error, isCancellation, ofOwn, S3Error } from "../core/errors/errors.ts";
import { withProgress } from "../host/ui/progress.ts";
import { connectionOf, type Draft, keysOf } from "./draft.ts";

/** In milliseconds, for all attempts. */
const TIMEOUT = 15_000;

/**
 * Lists the buckets of a connection that is not saved yet. The user can cancel this. Without credentials, nothing is
 * requested: only the buckets themselves can be public.
 * @returns why the connection does not work; undefined if it does
 */
export async function failureOf(app: App, draft: Draft): Promise<S3Error | undefined> {
  try {
    await withProgress(vscode.l10n.t("Testing the connection"), ({ signal }) => listBuckets(app, draft, signal));
    return undefined;
  } catch (error) {
    const failure = asS3Error(error);
    // The server accepts the keys. Buckets that they cannot list can be added by name.
    return failure.code === "accessDenied" ? undefined : failure;
  }
}

async function listBuckets(app: App, draft: Draft, signal: AbortSignal): Promise<void> {
  const saved = { ...connectionOf(draft), revision: "" };
  const s3 = app.openS3({ connections: () => [saved], keys: async () => keysOf(draft) });
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const connection = await s3.connection(saved.id);
    await raceAbort(AbortSignal.any([signal, timeout]), s3.buckets(connection));
  } catch (error) {
    if (!timeout.aborted || !isCancellation(error)) throw error;
    const { endpoint = "AWS" } = draft;
    throw new S3Error("endpointSilent", { endpoint, seconds: TIMEOUT / 1000, ...ofOwn(saved) }, { cause: error });
  } finally {
    s3.dispose();
  }
}
