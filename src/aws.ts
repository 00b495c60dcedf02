/**
 * Entry point of the bundle aws.js: everything in core that needs the AWS SDK or large tables. It is required on first
 * use, never at activation.
 */

export { Bucket } from "./core/bucket.ts";
export * as objectFiles from "./core/files/objectFiles.ts";
export { sameRequest } from "./core/inspect/sameRequest.ts";
export { versionPage } from "./core/objects/versions.ts";
export { findOperation, operations } from "./core/operations/catalogue.ts";
export { S3 } from "./core/s3.ts";
export { arrivedFiles, arrivedInFolder, arrivedInSlots } from "./core/share/arrived.ts";
export { collect } from "./core/share/collect.ts";
export { createRequest } from "./core/share/createRequest.ts";
export { requiredByForms } from "./core/share/openRequest.ts";
export { newPassphrase, passphraseStrength } from "./core/share/passphrase.ts";
export { readRecord } from "./core/share/readRecord.ts";
export { requiredByPages } from "./core/share/requiredHeader.ts";
export { shareCopy } from "./core/share/shareCopy.ts";
export { sharePage } from "./core/share/sharePage.ts";
export { storePage } from "./core/share/storePage.ts";
export { withdraw } from "./core/share/withdraw.ts";
export { signCloudFront } from "./core/sign/cloudFront/signCloudFront.ts";
export { contentTypeOf } from "./core/text/contentType.ts";
export { downloadAll, downloadItems } from "./core/transfer/downloadAll.ts";
export { uploadAll, uploadItems } from "./core/transfer/uploadAll.ts";
export { uploadNew } from "./core/transfer/uploadNew.ts";
