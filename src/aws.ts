/**
 * Entry point of the bundle aws.js: everything in core that needs the AWS SDK or large tables. It is required on first
 * use, never at activation.
 */

export { findObjectMetadata } from "./core/client/objectMetadata.ts";
export * as objectFiles from "./core/files/objectFiles.ts";
export { abortUpload } from "./core/objects/abortParts.ts";
export { putCannedAcl } from "./core/objects/acl.ts";
export { createBucket, createFolder, deleteBucket, readVersioning } from "./core/objects/buckets.ts";
export { deleteObjects } from "./core/objects/deleteObjects.ts";
export { editHeaders, readProperties } from "./core/objects/properties.ts";
export { folderRelocations, relocate } from "./core/objects/relocate.ts";
export { restoreObject } from "./core/objects/restore.ts";
export { restoreVersion } from "./core/objects/restoreVersion.ts";
export { putTags } from "./core/objects/tags.ts";
export { allVersions, versionPage } from "./core/objects/versions.ts";
export { findOperation, operations } from "./core/operations/catalogue.ts";
export { S3 } from "./core/s3.ts";
export { contentTypeOf } from "./core/text/contentType.ts";
export { downloadAll, downloadItems } from "./core/transfer/downloadAll.ts";
export { uploadAll, uploadItems } from "./core/transfer/uploadAll.ts";
