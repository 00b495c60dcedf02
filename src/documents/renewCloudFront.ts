import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { CloudFrontLink } from "../core/inspect/inspectedUrl.ts";
import { sameCloudFront } from "../core/inspect/sameCloudFront.ts";
import { sharedCloudFront } from "../core/ledger/linkLedger.ts";
import { cloudFrontSigner } from "../host/aws/cloudFrontSigner.ts";
import { usualConnection } from "../host/nodes/targetSteps.ts";
import { cloudFrontSetting, defaultExpiry } from "../host/settings.ts";
import { nameSigner, sharedBy } from "../host/text/signerName.ts";
import type { Renewed } from "./renewer.ts";

/**
 * Signs a CloudFront URL again with the user's private key.
 * @param expiresIn seconds; the lifetime of the link if absent
 * @throws S3Error see sameCloudFront and signCloudFront
 */
export async function renewCloudFront(
  app: App,
  url: string,
  link: CloudFrontLink,
  expiresIn: number | undefined,
): Promise<Omit<Renewed, "text">> {
  const same = sameCloudFront(url, link, cloudFrontSetting());
  const request = { ...same, expiresIn: expiresIn ?? same.expiresIn ?? defaultExpiry() };
  const signed = await cloudFrontSigner(app)(request, new Date());
  // The signature of a folder is for every address in it.
  if (request.key === undefined) signed.url = url.replace(/\?.*/s, "") + signed.url.replace(/^[^?]*/, "");
  const connection = await app.s3().connection(await usualConnection(app));
  return {
    signed,
    entry: sharedCloudFront(signed, request, sharedBy(app, connection, commands.renewLink)),
    signer: nameSigner("CloudFront", request.keyPairId),
  };
}
