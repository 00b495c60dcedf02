import * as vscode from "vscode";
import type { ObjectProperties, Part } from "../core/objects/properties.ts";
import type { VersionEntry } from "../core/objects/versions.ts";
import { errorText } from "../host/text/errorText.ts";
import { exactSize, formatDate, formatSize, formatTime } from "../host/text/format.ts";
import { lackingText, type OptionalProperty } from "./lackingText.ts";
import { restoreText } from "./restoreArchived.ts";

const { t } = vscode.l10n;

/** The label can be empty. */
type Line = [label: string, value: string | undefined];

/** Everything known about an object, in sections with a heading. Values that can't be read say so. */
export function propertiesReport(
  place: string,
  { profile, pays }: { profile: string; pays: boolean },
  properties: ObjectProperties,
  readAt: Date,
): string {
  const { metadata, tags, grants, versions } = properties;
  const size = metadata.ContentLength;
  const sections: [heading: string, lines: Line[]][] = [
    [
      place,
      [
        [t("Size"), exactSize(size)],
        [t("Modified"), metadata.LastModified && formatTime(metadata.LastModified)],
        ["ETag", metadata.ETag || undefined],
        [t("Version"), metadata.VersionId],
        [t("Profile"), profile],
        [t("Requester Pays"), pays ? t("You pay for requests and downloads.") : undefined],
      ],
    ],
    [t("Content"), content(metadata)],
    [t("Storage"), storage(properties)],
    [t("Checksums"), checksums(metadata)],
    [t("Metadata"), named(metadata.Metadata ?? {})],
    [t("Tags"), partLines("tags", tags, named)],
    [t("Permissions (ACL)"), partLines("acl", grants, (all) => all.map(({ to, permission }) => [permission, to]))],
    [t("Versions"), partLines("versions", versions, (all) => all.map(versionLine))],
  ];
  const text = sections.map(([heading, lines]) => [heading, ...shown(lines)].join("\n")).join("\n\n");
  return `${text}\n\n${t("As of {0}", formatTime(readAt))}\n`;
}

function shown(lines: Line[]): string[] {
  const present = lines.filter(([, value]) => value !== undefined && value !== "");
  if (present.length === 0) return [`  ${t("None")}`];
  return present.map(([label, value]) => (label ? `  ${label}: ${value}` : `  ${value}`));
}

function content(metadata: ObjectProperties["metadata"]): Line[] {
  return [
    ["Content-Type", metadata.ContentType],
    ["Cache-Control", metadata.CacheControl],
    ["Content-Disposition", metadata.ContentDisposition],
    ["Content-Encoding", metadata.ContentEncoding],
    ["Content-Language", metadata.ContentLanguage],
    ["Expires", metadata.ExpiresString],
    [t("Redirect"), metadata.WebsiteRedirectLocation],
  ];
}

function storage({ metadata, legalHold, retention }: ObjectProperties): Line[] {
  return [
    [t("Storage class"), metadata.StorageClass ?? "STANDARD"],
    [t("Archive"), metadata.ArchiveStatus],
    [t("Restore status"), restoreText(metadata.Restore)],
    [t("Encryption"), metadata.ServerSideEncryption ?? (metadata.SSECustomerAlgorithm && "SSE-C")],
    [t("KMS key"), metadata.SSEKMSKeyId],
    [t("Replication"), metadata.ReplicationStatus],
    [t("Legal hold"), lockText(legalHold, (status) => status)],
    [t("Retention"), lockText(retention, (held) => held && `${held.mode}, ${formatTime(held.until)}`)],
  ];
}

function checksums(metadata: ObjectProperties["metadata"]): Line[] {
  return [
    ["CRC32", metadata.ChecksumCRC32],
    ["CRC32C", metadata.ChecksumCRC32C],
    ["CRC64NVME", metadata.ChecksumCRC64NVME],
    ["SHA-1", metadata.ChecksumSHA1],
    ["SHA-256", metadata.ChecksumSHA256],
    [t("Checksum type"), metadata.ChecksumType],
  ];
}

function versionLine({ versionId, deleteMarker, modified, size }: VersionEntry): Line {
  const what = deleteMarker ? t("delete marker") : formatSize(size);
  return [versionId, [what, modified && formatDate(modified)].filter(Boolean).join(", ")];
}

const named = (pairs: Record<string, string>): Line[] => Object.entries(pairs);

function partLines<T>(property: OptionalProperty, part: Part<T>, lines: (value: T) => Line[]): Line[] {
  if ("value" in part) return lines(part.value);
  const lacking = lackingText(property, part);
  return lacking ? [["", lacking]] : [[t("Couldn't be read"), errorText(part.error).cause]];
}

function lockText<T>(part: Part<T>, text: (value: T) => string | undefined): string | undefined {
  return "value" in part ? text(part.value) : (lackingText("objectLock", part) ?? errorText(part.error).cause);
}
