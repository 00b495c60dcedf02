/** `publisher.name` of package.json. */
export const extensionId = "s3-presign.s3-presign";

/** Every ID that package.json also names. A unit test checks that the two lists match. */
export const commands = {
  copyPresignedUrl: "s3Presign.copyPresignedUrl",
  copyPresignedUrlWithOptions: "s3Presign.copyPresignedUrlWithOptions",
  copyUploadUrl: "s3Presign.copyUploadUrl",
  sharePage: "s3Presign.sharePage",
  copyFolderLinks: "s3Presign.copyFolderLinks",
  copyCloudFrontUrl: "s3Presign.copyCloudFrontUrl",
  setCloudFrontKey: "s3Presign.setCloudFrontKey",
  removeCloudFrontKey: "s3Presign.removeCloudFrontKey",
  presignOperation: "s3Presign.presignOperation",
  createUploadForm: "s3Presign.createUploadForm",
  requestFiles: "s3Presign.requestFiles",
  collect: "s3Presign.collect",
  downloadArrived: "s3Presign.downloadArrived",
  revealArrived: "s3Presign.revealArrived",
  inspectUrl: "s3Presign.inspectUrl",
  testUrl: "s3Presign.testUrl",
  copyInspection: "s3Presign.copyInspection",
  renewLink: "s3Presign.renewLink",
  renewLinksInFile: "s3Presign.renewLinksInFile",
  ignoreLink: "s3Presign.ignoreLink",
  uploadAndInsertLink: "s3Presign.uploadAndInsertLink",
  pin: "s3Presign.pin",
  unpin: "s3Presign.unpin",
  filter: "s3Presign.filter",
  clearFilter: "s3Presign.clearFilter",
  find: "s3Presign.find",
  reveal: "s3Presign.reveal",
  requesterPays: "s3Presign.requesterPays",
  showVersions: "s3Presign.showVersions",
  hideVersions: "s3Presign.hideVersions",
  restoreVersion: "s3Presign.restoreVersion",
  createBucket: "s3Presign.createBucket",
  newFolder: "s3Presign.newFolder",
  rename: "s3Presign.rename",
  copyTo: "s3Presign.copyTo",
  moveTo: "s3Presign.moveTo",
  delete: "s3Presign.delete",
  restore: "s3Presign.restore",
  properties: "s3Presign.properties",
  editProperties: "s3Presign.editProperties",
  copyS3Uri: "s3Presign.copyS3Uri",
  copyArn: "s3Presign.copyArn",
  copyKey: "s3Presign.copyKey",
  download: "s3Presign.download",
  upload: "s3Presign.upload",
  open: "s3Presign.open",
  addToWorkspace: "s3Presign.addToWorkspace",
  goTo: "s3Presign.goTo",
  addConnection: "s3Presign.addConnection",
  editConnection: "s3Presign.editConnection",
  changeKeys: "s3Presign.changeKeys",
  removeConnection: "s3Presign.removeConnection",
  setShareAddress: "s3Presign.setShareAddress",
  addBucket: "s3Presign.addBucket",
  removeBucket: "s3Presign.removeBucket",
  signIn: "s3Presign.signIn",
  showQrCode: "s3Presign.showQrCode",
  showSharedLink: "s3Presign.showSharedLink",
  copyLinkAgain: "s3Presign.copyLinkAgain",
  shareAgain: "s3Presign.shareAgain",
  inspectLink: "s3Presign.inspectLink",
  testLink: "s3Presign.testLink",
  howToRevoke: "s3Presign.howToRevoke",
  forgetLink: "s3Presign.forgetLink",
  forgetEndedLinks: "s3Presign.forgetEndedLinks",
  withdraw: "s3Presign.withdraw",
  removeEndedPages: "s3Presign.removeEndedPages",
  refresh: "s3Presign.refresh",
  loadMore: "s3Presign.loadMore",
  abortUpload: "s3Presign.abortUpload",
  openConfigFile: "s3Presign.openConfigFile",
  showLog: "s3Presign.showLog",
} as const;

/** Commands for other extensions, tasks and keybindings. They take and return plain JSON and appear in no menu. */
export const apiCommands = {
  presignUrl: "s3Presign.api.presignUrl",
  presignPost: "s3Presign.api.presignPost",
  inspect: "s3Presign.api.inspect",
  sharePage: "s3Presign.api.sharePage",
  requestFiles: "s3Presign.api.requestFiles",
  withdraw: "s3Presign.api.withdraw",
} as const;

/** Tools for language models. */
export const tools = {
  listObjects: "s3Presign_listObjects",
  presignUrl: "s3Presign_presignUrl",
  sharePage: "s3Presign_sharePage",
  requestFiles: "s3Presign_requestFiles",
  inspectLink: "s3Presign_inspectLink",
} as const;

/** URI scheme of the file system that shows objects as files: `s3presign://CONNECTION/BUCKET/KEY`. */
export const fileScheme = "s3presign";

/** URI scheme of link inspection documents. */
export const inspectScheme = `${fileScheme}-inspect`;

/** URI scheme of object property documents. */
export const propertiesScheme = `${fileScheme}-properties`;

/** URI scheme of documents about what was shared. */
export const sharedLinkScheme = `${fileScheme}-shared`;

/** What is dragged out of the buckets view, as JSON: the objects, each with its connection. */
export const objectsMimeType = "application/vnd.s3-presign.objects+json";

export const views = { buckets: "s3Presign.buckets", links: "s3Presign.links" } as const;

export const configurationSection = "s3Presign";
export const settingKeys = {
  defaultExpiry: "defaultExpiry",
  exportLimit: "exportLimit",
  rememberLinks: "rememberLinks",
  showEndingWriteLinks: "showEndingWriteLinks",
  sortOrder: "sortOrder",
  foldersFirst: "foldersFirst",
  openLimit: "openLimit",
  cloudFront: "cloudFront",
  shareAddresses: "shareAddresses",
  linksInText: "linksInText",
  crossOutExpiredLinks: "crossOutExpiredLinks",
  pagesPrefix: "pagesPrefix",
  apiUnattended: "api.unattended",
  agentShowLinks: "agent.showLinks",
} as const;

/**
 * Context keys. `emptyBecause` selects the welcome text of an empty tree. Each of the others completes a step of the
 * walkthrough.
 */
export const contextKeys = {
  emptyBecause: "s3Presign.emptyBecause",
  connected: "s3Presign.connected",
  linkCopied: "s3Presign.linkCopied",
  linkInserted: "s3Presign.linkInserted",
  formCopied: "s3Presign.formCopied",
  operationCopied: "s3Presign.operationCopied",
  linkInspected: "s3Presign.linkInspected",
} as const;
