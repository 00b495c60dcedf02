import type { App } from "../app.ts";
import { deniedAction, type S3Error } from "../core/errors/errors.ts";
import { pinsOf } from "../core/identity/pins.ts";
import type { BucketNode, FolderNode } from "./nodes.ts";

/** Whether the user has agreed to pay for requests to the bucket, according to what is known without a request. */
export function pays(app: App, { connection, at }: BucketNode | FolderNode): boolean {
  const agreed = pinsOf(app.connections.paid(connection.id), app.s3().knownAccount(connection));
  return agreed.some(({ bucket }) => bucket === at.bucket);
}

/** Whether the error may be due to a bucket that charges the requester. */
export function offersToPay(app: App, node: BucketNode | FolderNode, { code, cause }: S3Error): boolean {
  const isUnexplained = code === "accessDenied" && !deniedAction(cause);
  return isUnexplained && node.connection.source.kind !== "anonymous" && !pays(app, node);
}
