/**
 * Entry point of the bundle aws.js: everything in core that needs the AWS SDK or large tables. It is required on first
 * use, never at activation.
 */

export { Bucket } from "./core/bucket.ts";
export * as objectFiles from "./core/files/objectFiles.ts";
export { versionPage } from "./core/objects/versions.ts";
export { findOperation, operations } from "./core/operations/catalogue.ts";
export { S3 } from "./core/s3.ts";
export { signCloudFront } from "./core/sign/cloudFront/signCloudFront.ts";
export { contentTypeOf } from "./core/text/contentType.ts";
export { downloadAll, downloadItems } from "./core/transfer/downloadAll.ts";
export { uploadAll, uploadItems } from "./core/transfer/uploadAll.ts";
