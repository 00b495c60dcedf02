import * as vscode from "vscode";

/** Markdown's own edits come after those of this kind. */
export const linkKind = (name: string) => vscode.DocumentDropOrPasteEditKind.Text.append("s3Presign", name);
export const LINK_KINDS = ["link", "linkFor7Days", "s3Uri", "curl"].map(linkKind);

const uploadKind = (name: string) => vscode.DocumentDropOrPasteEditKind.Empty.append("s3Presign", name);
export const UPLOAD_KINDS = [uploadKind("name"), uploadKind("upload")];
