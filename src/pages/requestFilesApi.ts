import * as vscode from "vscode";
import type { App } from "../app.ts";
import { type ErrorDetails, isS3Error, S3Error } from "../core/errors/errors.ts";
import { NO_LIMIT } from "../core/providers/expiryLimits.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "../core/sign/expiry.ts";
import type { LinkTimes } from "../core/sign/linkTimes.ts";
import { asText } from "../core/text/asText.ts";
import { isApiUnattended } from "../host/settings.ts";
import { optionalText, requiredText } from "./apiInput.ts";
import { type FileRequestSettings, makeRequest } from "./makeRequest.ts";
import { newFolder, readFolder } from "./requestFolder.ts";
import { checkFileCount, MAX_LARGE_FILES } from "./requestSteps.ts";

const OPERATION = "requestFiles";

/** What to request, as plain JSON. */
export interface RequestFilesRequest {
  bucket: string;
  /** Prefix for the files that arrive. Default: a new folder named after the date and the title. */
  prefix?: string;
  /** Seconds. */
  expiresIn?: number;
  title?: string;
  message?: string;
  /** Bytes. */
  maxSize?: number;
  /** `type/subtype`, or a family such as `image/*`. */
  contentType?: string;
  /** How many files can be over 5 GB, or, on a server without upload forms, how many files can be sent. Default: 0. */
  largeFiles?: number;
  /** Encrypts the page. */
  passphrase?: string;
  /** Connection ID or profile name. Default: `AWS_PROFILE`, then `default`, then the only profile. */
  connection?: string;
}

/** A file request whose page is stored. Plain JSON. */
export interface FileRequest extends LinkTimes {
  kind: "request";
  id: string;
  url: string;
  page: { bucket: string; key: string };
  /** Of the files that are sent with the form. */
  prefix: string;
}

/**
 * Stores the page of a file request for another extension, a task or a keybinding, which can pass anything.
 * @throws S3Error cancelled, invalidParameter, invalidSize, invalidContentType, invalidFileCount; see makeRequest
 */
export async function requestFilesByApi(app: App, given: unknown): Promise<FileRequest> {
  const name = requiredText(OPERATION, given, "bucket");
  const options = given as Record<string, unknown>;
  const { folder, ...rest } = readSettings(options);
  const { id: connection } = await app.s3().connection(text(options, "connection"));
  const settings = { ...rest, folder: folder ?? (await newFolder(app, { connection, bucket: name }, rest.title)) };
  const bucket = await app.bucket({ connection, bucket: name });
  const asks = !isApiUnattended();
  const { record, url, issuedAt, expiresAt, effectiveExpiresAt, warnings } = await makeRequest(
    app,
    bucket,
    settings,
    asks,
  ).catch(withoutForms);
  const { id, page: key } = record;
  return {
    kind: "request",
    id,
    url,
    page: { bucket: bucket.name, key },
    prefix: settings.folder,
    issuedAt,
    expiresAt,
    effectiveExpiresAt,
    warnings,
  };
}

/** Without forms, a request can still receive as many files as it has multipart uploads. */
function withoutForms(error: unknown): never {
  if (!isS3Error(error) || error.code !== "noPostForms") throw error;
  const details = error.details as ErrorDetails["noPostForms"];
  throw new S3Error("noPostForms", { ...details, largeFiles: MAX_LARGE_FILES }, { cause: error });
}

function readSettings(options: Record<string, unknown>): Omit<FileRequestSettings, "folder"> & { folder?: string } {
  const { expiresIn = DEFAULT_EXPIRY, maxSize, largeFiles = 0 } = options;
  const title = text(options, "title")?.trim() || vscode.l10n.t("File request");
  const prefix = text(options, "prefix");
  const contentType = text(options, "contentType");
  const passphrase = optionalText(OPERATION, options, "passphrase");
  if (maxSize !== undefined && !(Number.isSafeInteger(maxSize) && (maxSize as number) > 0))
    throw new S3Error("invalidSize", { given: asText(maxSize) });
  if (contentType !== undefined && !/^[\w!#$&^.+-]+\/([\w!#$&^.+-]+|\*)$/.test(contentType))
    throw new S3Error("invalidContentType", { given: contentType });
  return {
    ...(prefix && { folder: readFolder(prefix) }),
    title,
    message: text(options, "message") ?? "",
    expiresIn: checkExpiry(expiresIn, NO_LIMIT),
    largeFiles: checkFileCount(largeFiles),
    ...(maxSize !== undefined && { maxSize: maxSize as number }),
    ...(contentType !== undefined && { contentType }),
    ...(passphrase !== undefined && { passphrase }),
  };
}

const text = (options: Record<string, unknown>, parameter: string): string | undefined =>
  optionalText(OPERATION, options, parameter, true);
