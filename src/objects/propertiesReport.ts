import * as vscode from "vscode";
import type { ObjectProperties, Part } from "../core/objects/properties.ts";
import type { VersionEntry } from "../core/objects/versions.ts";
import { errorText } from "../host/text/errorText.ts";
import { exactSize, formatDate, formatSize, formatTime } from "../host/text/format.ts";
import { restoreText } from "./restoreArchived.ts";

const { t } = vscode.l10n;

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
    [t("Tags"), partLines(tags, named)],
    [t("Permissions (ACL)"), partLines(grants, (all) => all.map(({ to, permission }): Line => [permission, to]))],
    [t("Versions"), partLines(versions, (all) => all.map(versionLine))],
  ];
  const text = sections.map(([heading, lines]) => [heading, ...shown(lines)].join("\n")).join("\n\n");
  return `${text}\n\n${t("As of {0}", formatTime(readAt))}\n`;
}

function shown(lines: Line[]): string[] {
  const present = lines.filter(([, value]) => value !== undefined && value !== "");
  return present.length > 0 ? present.map(([label, value]) => `  ${label}: ${value}`) : [`  ${t("None")}`];
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
    [t("Legal hold"), partText(legalHold, (status) => status)],
    [t("Retention"), partText(retention, (held) => held && `${held.mode}, ${formatTime(held.until)}`)],
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

function partLines<T>(part: Part<T>, lines: (value: T) => Line[]): Line[] {
  return "value" in part ? lines(part.value) : [[t("Couldn't be read"), errorText(part.error).cause]];
}

function partText<T>(part: Part<T>, text: (value: T) => string | undefined): string | undefined {
  return "value" in part ? text(part.value) : errorText(part.error).cause;
}
