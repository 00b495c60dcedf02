import * as vscode from "vscode";
import type { App } from "../app.ts";
import { tools } from "../contributions.ts";
import type { Connection } from "../core/identity/connections.ts";
import { sharedUrl } from "../core/ledger/linkLedger.ts";
import type { PresignRequest } from "../core/sign/checkRequest.ts";
import type { SignedRequest } from "../core/sign/signedRequest.ts";
import { asText } from "../core/text/asText.ts";
import { isRecord } from "../core/text/isRecord.ts";
import { REDACTED, redact } from "../core/text/redact.ts";
import { isSecretName } from "../core/text/secretNames.ts";
import { defaultExpiry } from "../host/settings.ts";
import type { Row } from "../host/text/linkRows.ts";
import { sharedBy } from "../host/text/signerName.ts";
import { copiedText } from "../host/ui/signedView.ts";
import { askDestination } from "./handOut.ts";
import { connectionOf, textOf } from "./input.ts";
import { signerDetails, signerRows } from "./signer.ts";
import type { AgentTool, Input } from "./tool.ts";

const { t } = vscode.l10n;

/** A request that is signed, but not yet handed out. */
interface Signed {
  request: PresignRequest & { params: Record<string, unknown> };
  signed: SignedRequest;
  connection: Connection;
}

/** Signs any operation. The user decides where the link goes. */
export function presignUrl(app: App): AgentTool {
  return {
    progress: t("Creating a presigned URL"),
    question: t("Create a presigned URL?"),
    usesCredentials: true,
    describe: async (input, signal) => rowsOf(app, await sign(app, input, signal)),
    async run(input, signal) {
      const asked = await sign(app, input, signal);
      const { request, signed, connection } = asked;
      const put = await askDestination(
        t("Create a presigned URL for {0}?", request.operation),
        await rowsOf(app, asked),
      );
      const link = await put(copiedText(signed));
      const by = sharedBy(app, connection, tools.presignUrl);
      app.shared.fire([sharedUrl(signed, request, by)]);
      return { ...detailsOf(asked), ...signerDetails(connection, by.account), link };
    },
  };
}

/** @throws S3Error as the API: unsupportedOperation, invalidParameter, noCredentials, … */
async function sign(app: App, input: Input, signal: AbortSignal): Promise<Signed> {
  const connection = await connectionOf(app, input);
  const { expiresIn, params } = input;
  const region = textOf(input, "region");
  const request = {
    operation: app.aws().findOperation(textOf(input, "operation") ?? "").name,
    params: isRecord(params) ? params : {},
    expiresIn: (expiresIn ?? defaultExpiry()) as number,
  };
  const bucket = request.params.Bucket;
  // A bucket policy can end the link sooner.
  if (typeof bucket === "string") app.s3().readPolicy(connection, bucket);
  return { request, connection, signed: await app.s3().presign(connection, request, region, signal) };
}

/** Characters of a parameter that are shown. */
const MAX_SHOWN = 200;

async function rowsOf(app: App, { request, signed, connection }: Signed): Promise<Row[]> {
  const { Bucket, Key, ...others } = request.params;
  return [
    [t("Operation"), `${request.operation} (${signed.method})`],
    [t("Bucket"), textOf({ Bucket }, "Bucket")],
    [t("Key"), textOf({ Key }, "Key")],
    ...Object.entries(others).map(([name, value]): Row => [name, shown(name, value)]),
    ...(await signerRows(app, connection, signed)),
  ];
}

function shown(name: string, value: unknown): string {
  const text = isSecretName(name) ? REDACTED : redact(asText(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** What the model is given, instead of the link. */
function detailsOf({ request, signed }: Signed): object {
  const { method, issuedAt, expiresAt, effectiveExpiresAt, headers, warnings } = signed;
  const { Bucket: bucket, Key: key } = request.params;
  const names = Object.keys(headers);
  return {
    operation: request.operation,
    method,
    ...(bucket !== undefined && { bucket }),
    ...(key !== undefined && { key }),
    issuedAt,
    expiresAt,
    effectiveExpiresAt,
    ...(names.length > 0 && { requiredHeaders: names }),
    ...(warnings.length > 0 && { warnings: warnings.map(({ code, message }) => ({ code, message })) }),
  };
}
