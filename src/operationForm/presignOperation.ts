import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { isS3Error } from "../core/errors/errors.ts";
import { type SharedLink, sharedUrl } from "../core/ledger/linkLedger.ts";
import { expiryLimitOf } from "../core/providers/providers.ts";
import { parseExpiry, writeExpiry } from "../core/sign/expiry.ts";
import { connectionOf, firstNode, locationOf } from "../host/nodes/givenNodes.ts";
import { connectionChoices, usualConnection } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { sharedBy, signerName } from "../host/text/signerName.ts";
import { openFormPanel } from "../host/ui/formPanel.ts";
import { type FormError, signedView } from "../host/ui/signedView.ts";
import type { FromForm, OperationFormState, ToForm } from "./protocol.ts";
import { readMessage } from "./readMessage.ts";
import { formTexts } from "./texts.ts";

/** Opens the form, filled in from the node. Without a node, it starts with GetObject. */
export async function presignOperation(app: App, args: unknown[]): Promise<void> {
  const start = startingState(firstNode(app, args));
  // Checked before the panel opens: without a profile nothing can be signed, and an error says so.
  const connection = start.connection ?? (await usualConnection(app));
  const connections = await connectionChoices(app);
  const state: OperationFormState = { ...start, connection, expiry: writeExpiry(defaultExpiry()) };
  let signed: SharedLink | undefined;
  const recorded = new Set<SharedLink>();
  openFormPanel<ToForm, FromForm>(app, {
    form: "operationForm",
    title: vscode.l10n.t("Presign an S3 Operation"),
    parse: readMessage,
    onMessage: async (message, post) => {
      switch (message.type) {
        case "ready":
          return post({ type: "init", texts: formTexts(), connections, ...catalogue(app, state.operation), state });
        case "chooseOperation":
          return post({ type: "operation", operation: app.aws().findOperation(message.operation) });
        case "sign": {
          const result = await sign(app, message);
          signed = result.entry;
          return post(result.message);
        }
        case "copy": {
          // The form may be signed again while the text is being copied.
          const copied = signed;
          await vscode.env.clipboard.writeText(message.text);
          // Headers or a body alone give no access. Each signed request is reported once.
          if (!copied || recorded.has(copied) || !/X-Amz-Signature/i.test(message.text)) return;
          recorded.add(copied);
          return app.shared.fire([copied]);
        }
      }
    },
  });
}

function catalogue(app: App, operation: string) {
  const { operations, findOperation } = app.aws();
  const choices = operations().map(({ name, description = "" }) => ({ value: name, label: name, description }));
  return { operations: choices, operation: findOperation(operation) };
}

/** The operation and parameters that best fit the node that was clicked. */
function startingState(node: unknown): Omit<OperationFormState, "connection" | "expiry"> & { connection?: string } {
  const [at, connection] = [locationOf(node), connectionOf(node)];
  if (!at) {
    return connection ? { operation: "ListBuckets", params: {}, connection } : { operation: "GetObject", params: {} };
  }
  const { bucket, key, versionId, prefix } = at;
  return key === undefined
    ? {
        operation: "ListObjectsV2",
        params: { Bucket: bucket, ...(prefix && { Prefix: prefix }) },
        connection: at.connection,
      }
    : {
        operation: "GetObject",
        params: { Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) },
        connection: at.connection,
      };
}

interface SignResult {
  message: ToForm;
  /** The ledger entry to report when the request is copied. */
  entry?: SharedLink;
}

async function sign(app: App, { number, state }: Extract<FromForm, { type: "sign" }>): Promise<SignResult> {
  try {
    const { operation, params, httpMethod } = state;
    const connection = await app.s3().connection(state.connection);
    const expiresIn = parseExpiry(state.expiry, new Date(), expiryLimitOf(connection));
    const request = { operation, params, expiresIn, ...(httpMethod && { httpMethod }) };
    const signed = await app.s3().presign(connection, request);
    return {
      message: { type: "signed", number, view: signedView(signed, await signerName(app, connection)) },
      entry: sharedUrl(signed, request, sharedBy(app, connection, commands.presignOperation)),
    };
  } catch (error) {
    return { message: { type: "refused", number, error: formError(app, error) } };
  }
}

/** The page shows the error at its field. Only errors that aren't simple input mistakes are logged. */
function formError(app: App, error: unknown): FormError {
  if (!isS3Error(error)) throw error;
  const message = errorMessage(error);
  switch (error.code) {
    case "missingParameter":
      return { message, incomplete: true };
    case "unknownParameter":
    case "invalidParameter":
    case "bodyNotText":
      return { message, field: (error.details as { parameter: string }).parameter };
    case "invalidExpiry":
      return { message, field: "expiresIn" };
    case "invalidBucket":
    case "noSuchBucket":
    case "unsupportedArn":
      return { message, field: "Bucket" };
    case "emptyKey":
    case "keyTooLong":
      return { message, field: "Key" };
    default:
      app.log.error(error);
      return { message };
  }
}
