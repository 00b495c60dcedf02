import * as vscode from "vscode";
import type { App } from "../app.ts";
import { type S3Location, s3Uri } from "../core/address/location.ts";
import { asS3Error, cancellation, isCancellation } from "../core/errors/errors.ts";
import { readPlace } from "../core/inspect/place.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { locationOf } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, profileStep, type Targeted, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { showErrorMessage } from "../host/ui/messages.ts";
import type { Step } from "../host/ui/steps.ts";

const STORED_AS = "uploadPlace";

/** A bucket or folder; `prefix` is empty or ends with a slash. */
export type UploadPlace = Required<Pick<S3Location, "connection" | "bucket" | "prefix">>;

/**
 * Uploads to the bucket or folder for files of documents, which is asked once per workspace. If that fails, the user can
 * choose another one: the profile or the bucket of an earlier choice can be gone.
 * @throws S3Error cancelled
 */
export async function inUploadPlace<T>(app: App, upload: (place: UploadPlace) => Promise<T>): Promise<T> {
  let place = storedPlace(app) ?? (await changeUploadPlace(app));
  for (;;) {
    try {
      return await upload(place);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = asS3Error(error);
      app.log.error(failure);
      const change = vscode.l10n.t("Change Folder…");
      if ((await showErrorMessage(errorMessage(failure), change)) !== change) throw cancellation();
      place = await changeUploadPlace(app);
    }
  }
}

/** @throws S3Error cancelled */
export async function changeUploadPlace(app: App): Promise<UploadPlace> {
  const { connection } = await unnamedTarget(app);
  const start: Targeted = { targets: [{ connection, bucket: "" }] };
  const steps = [profileStep(app), folderStep(app)];
  const { targets } = await askTargetSteps(app, vscode.l10n.t("Upload and Insert Link"), steps, start);
  const place = targets[0] as UploadPlace;
  await app.workspaceMemory.update(STORED_AS, place);
  return place;
}

/** Suggests the bucket or folder that is selected in the tree. */
function folderStep(app: App): Step<Targeted> {
  const selected = locationOf(app.selection.items[0]);
  const value = selected && selected.key === undefined ? s3Uri(selected) : "s3://";
  return {
    ask: ({ targets: [{ connection = "" } = {}] }) => ({
      prompt: vscode.l10n.t("Enter the bucket or folder for uploads from this workspace, such as s3://bucket/images/"),
      value,
      valueSelection: [value.length, value.length],
      read: (text) => {
        const { bucket, key, prefix = "" } = readPlace(text);
        return { targets: [{ connection, bucket, prefix: key === undefined ? prefix : `${key}/` }] };
      },
    }),
  };
}

function storedPlace({ workspaceMemory }: App): UploadPlace | undefined {
  const stored = workspaceMemory.get<unknown>(STORED_AS);
  if (!isRecord(stored)) return undefined;
  const { connection, bucket, prefix } = stored;
  const isPlace = [connection, bucket, prefix].every((part) => typeof part === "string");
  return isPlace ? ({ connection, bucket, prefix } as UploadPlace) : undefined;
}
