/** Every id that package.json also names; a unit test holds the two together. */
export const commands = {
  copyPresignedUrl: "s3Presign.copyPresignedUrl",
  copyPresignedUrlWithOptions: "s3Presign.copyPresignedUrlWithOptions",
  copyUploadUrl: "s3Presign.copyUploadUrl",
  presignOperation: "s3Presign.presignOperation",
  inspectUrl: "s3Presign.inspectUrl",
  testUrl: "s3Presign.testUrl",
  copyInspection: "s3Presign.copyInspection",
  download: "s3Presign.download",
  upload: "s3Presign.upload",
  open: "s3Presign.open",
  addToWorkspace: "s3Presign.addToWorkspace",
  refresh: "s3Presign.refresh",
  loadMore: "s3Presign.loadMore",
  openConfigFile: "s3Presign.openConfigFile",
  showLog: "s3Presign.showLog",
} as const;

/** Commands for other extensions, tasks and keybindings: they take and return plain JSON and stand in no menu. */
export const apiCommands = {
  presignUrl: "s3Presign.api.presignUrl",
  presignPost: "s3Presign.api.presignPost",
  inspect: "s3Presign.api.inspect",
} as const;

/** Of the file system whose files are objects: `s3presign://CONNECTION/BUCKET/KEY`. */
export const fileScheme = "s3presign";

/** Of the documents that say what a link is. */
export const inspectScheme = "s3presign-inspect";

export const views = { buckets: "s3Presign.buckets" } as const;

export const configurationSection = "s3Presign";
export const settingKeys = { defaultExpiry: "defaultExpiry", openLimit: "openLimit" } as const;

/** Context keys; `emptyBecause` chooses the welcome text of an empty tree. */
export const contextKeys = { emptyBecause: "s3Presign.emptyBecause" } as const;
