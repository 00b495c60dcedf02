import * as vscode from "vscode";
import type { App } from "../app.ts";
import { S3Error } from "../core/errors/errors.ts";
import type { SharedPage } from "../core/share/sharePage.ts";
import { DEFAULT_EXPIRY } from "../core/sign/expiry.ts";
import { asText } from "../core/text/asText.ts";
import type { ChosenPlace } from "../host/nodes/exportPlan.ts";
import { isApiUnattended } from "../host/settings.ts";
import { withProgress } from "../host/ui/progress.ts";
import { invalid, optionalText, requiredText } from "./apiInput.ts";
import { makePage } from "./makePage.ts";
import { planPage } from "./pagePlan.ts";

/** A page to store, as plain JSON. */
export interface SharePageRequest {
  bucket: string;
  /** Everything with this prefix. Default: the whole bucket. */
  prefix?: string;
  /** These objects, instead of a prefix. */
  keys?: string[];
  /** Seconds. Default: 3600. */
  expiresIn?: number;
  /** Default: the name of the folder, the object or the bucket. */
  title?: string;
  /** Encrypts the page. */
  passphrase?: string;
  /** Whether the page links to copies, so that the links stop working when it is withdrawn. */
  copies?: boolean;
  /** Connection ID or profile name. Default: `AWS_PROFILE`, then `default`, then the only profile. */
  connection?: string;
}

/**
 * Stores a page for another extension, a task or a keybinding.
 * @throws S3Error cancelled, invalidParameter; see planPage and makePage
 */
export async function sharePageByApi(app: App, given: unknown): Promise<SharedPage> {
  const { bucket, prefix, keys, connection, ...settings } = readPageRequest(given);
  const { id } = await app.s3().connection(connection);
  const place = { connection: id, bucket };
  const places: ChosenPlace[] = keys
    ? [...new Set(keys)].map((key) => ({ ...place, key }))
    : [{ ...place, prefix: prefix ?? "" }];
  const plan = await withProgress(vscode.l10n.t("Listing objects to share"), ({ signal }) =>
    planPage(app, places, signal),
  );
  return makePage(app, plan, { title: plan.title, ...settings }, !isApiUnattended());
}

function readPageRequest(given: unknown) {
  const operation = "sharePage";
  const bucket = requiredText(operation, given, "bucket");
  const options = given as Record<string, unknown>;
  const { keys, expiresIn, copies } = options;
  const texts = {
    prefix: optionalText(operation, options, "prefix", true),
    title: optionalText(operation, options, "title"),
    passphrase: optionalText(operation, options, "passphrase"),
    connection: optionalText(operation, options, "connection"),
  };
  if (keys !== undefined && !(Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "string")))
    throw invalid(operation, "keys", "list");
  if (copies !== undefined && typeof copies !== "boolean") throw invalid(operation, "copies", "boolean");
  if (expiresIn !== undefined && typeof expiresIn !== "number")
    throw new S3Error("invalidExpiry", { given: asText(expiresIn), reason: "notUnderstood" });
  return {
    bucket,
    ...definedOnly(texts),
    ...(keys && { keys: keys as string[] }),
    expiresIn: expiresIn ?? DEFAULT_EXPIRY,
    copies: copies === true,
  };
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
