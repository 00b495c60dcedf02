import * as vscode from "vscode";
import type { App } from "../app.ts";
import { readBucket } from "../core/address/bucketName.ts";
import { signerName } from "../host/text/signerName.ts";
import { connectionOf, textOf } from "./input.ts";
import { signerDetails } from "./signer.ts";
import type { AgentTool, Input } from "./tool.ts";

const { t } = vscode.l10n;

/** Lists one page of buckets, or of the folders and objects under a prefix. */
export function listObjects(app: App): AgentTool {
  return {
    progress: t("Listing objects in S3"),
    question: t("List objects in S3?"),
    usesCredentials: true,
    async describe(input) {
      const { bucket, prefix } = placeIn(input);
      const connection = await connectionOf(app, input);
      return [
        [t("Operation"), bucket === undefined ? "ListBuckets" : "ListObjectsV2"],
        [t("Bucket"), bucket],
        [t("Prefix"), prefix],
        [t("Profile"), await signerName(app, connection)],
      ];
    },
    async run(input, signal) {
      const { bucket, prefix, page } = placeIn(input);
      const connection = await connectionOf(app, input);
      const by = signerDetails(connection, await app.s3().account(connection));
      if (bucket === undefined) {
        const { buckets, next } = await app.s3().buckets(connection, page);
        return { ...by, buckets, ...(next && { nextPage: next }) };
      }
      const place = { bucket, ...(prefix && { prefix }) };
      const listed = await app.s3().objects(connection, place, page, { abortSignal: signal });
      const { folders, objects, next } = listed;
      return { ...by, ...place, folders, objects, ...(next && { nextPage: next }) };
    },
  };
}

/** @throws S3Error invalidBucket */
function placeIn(input: Input): { bucket?: string; prefix?: string; page?: string } {
  const [bucket, prefix, page] = ["bucket", "prefix", "page"].map((name) => textOf(input, name));
  return {
    ...(bucket !== undefined && { bucket: readBucket(bucket).name }),
    ...(prefix !== undefined && { prefix }),
    ...(page !== undefined && { page }),
  };
}
