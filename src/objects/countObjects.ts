import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import type { ObjectEntry } from "../core/client/pages.ts";
import { cancellation } from "../core/errors/errors.ts";
import { withProgress } from "../host/ui/progress.ts";

export interface Count {
  objects: number;
  bytes: number;
}

export interface CountOptions {
  /** Receives each page that is counted. */
  onPage?: (page: ObjectEntry[]) => Promise<void>;
  /** Whether an object is not counted. */
  leaveOut?: (key: string) => boolean;
}

/**
 * Counts the objects in some folders and their bytes.
 * @throws S3Error cancelled
 */
export function countObjects(app: App, places: S3Location[], { leaveOut, onPage }: CountOptions = {}): Promise<Count> {
  return withProgress(vscode.l10n.t("Counting objects"), async ({ signal }) => {
    const count = { objects: 0, bytes: 0 };
    for (const place of places) {
      const bucket = await app.bucket(place);
      for await (const page of bucket.objects(place.prefix ?? "", { signal, ...(leaveOut && { leaveOut }) })) {
        if (signal.aborted) throw cancellation();
        count.objects += page.length;
        for (const { size } of page) count.bytes += size;
        await onPage?.(page);
      }
    }
    return count;
  });
}
