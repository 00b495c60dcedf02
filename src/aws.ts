/** Entry of the bundle aws.js: all of core that needs the AWS SDK. Required on first use, never at activation. */
export * as objectFiles from "./core/files/objectFiles.ts";
export { findOperation, operations } from "./core/operations/catalogue.ts";
export { S3 } from "./core/s3.ts";
export { downloadAll, downloadItems } from "./core/transfer/downloadAll.ts";
export { uploadAll, uploadItems } from "./core/transfer/uploadAll.ts";
