import type { PresignPostRequest, PresignUrlRequest, Signer } from "./api.ts";
import type { App } from "./app.ts";
import { apiCommands } from "./contributions.ts";
import { S3Error } from "./core/errors/errors.ts";
import { type SharedLink, sharedPost, sharedUrl } from "./core/ledger/linkLedger.ts";
import type { SignedPost, SignedRequest } from "./core/sign/signedRequest.ts";
import { asText } from "./core/text/asText.ts";
import { noteEndpoint } from "./host/aws/knownEndpoints.ts";
import { sharedBy } from "./host/text/signerName.ts";

/** What was signed, and its entry under Shared Links. */
interface Signed<S> {
  signed: S;
  entry: SharedLink;
}

/** @throws S3Error see S3.presign */
export async function signUrlByApi(app: App, given: PresignUrlRequest): Promise<Signed<SignedRequest>> {
  const { connection, region, request } = await signing(app, given);
  const signed = await app.s3().presign(connection, request, region);
  const operation = app.aws().findOperation(request.operation).name;
  const by = sharedBy(app, connection, apiCommands.presignUrl);
  return { signed, entry: sharedUrl(signed, { ...request, operation }, by) };
}

/** @throws S3Error see S3.presignPost */
export async function signPostByApi(app: App, given: PresignPostRequest): Promise<Signed<SignedPost>> {
  const { connection, region, request } = await signing(app, given);
  const signed = await app.s3().presignPost(connection, request, region);
  return { signed, entry: sharedPost(signed, request, sharedBy(app, connection, apiCommands.presignPost)) };
}

/** A keybinding or a task can pass anything, or nothing at all. */
async function signing<R extends Signer & { inQuery?: unknown; host?: unknown }>(app: App, given: R) {
  const { connection, region, inQuery: _inQuery, host: _host, ...request } = { ...given };
  if (connection !== undefined && typeof connection !== "string") {
    throw new S3Error("unknownProfile", { profile: asText(connection), known: [] });
  }
  if (region !== undefined && typeof region !== "string") {
    throw new S3Error("invalidRegion", { profile: connection ?? "", region: asText(region) });
  }
  const resolved = await app.s3().connection(connection);
  noteEndpoint(resolved);
  return { connection: resolved, region, request };
}
