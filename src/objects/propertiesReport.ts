import * as vscode from "vscode";
import type { ObjectProperties, Part } from "../core/objects/properties.ts";
import { errorText } from "../host/text/errorText.ts";
import { exactSize, formatDate, formatSize, formatTime } from "../host/text/format.ts";
import { restoreText } from "./restoreArchived.ts";

const { t } = vscode.l10n;

type Line = [label: string, value: string | undefined];

/** All that is known of an object, a heading and its lines at a time; what may not be read says so. */
export function propertiesReport(place: string, profile: string, properties: ObjectProperties, readAt: Date): string {
  const { facts, tags, grants, versions, legalHold, retention } = properties;
  const size = facts.ContentLength ?? 0;
  const sections: [heading: string, lines: Line[]][] = [
    [
      place,
      [
        [t("Size"), exactSize(size)],
        [t("Modified"), facts.LastModified && formatTime(facts.LastModified)],
        ["ETag", facts.ETag],
        [t("Version"), facts.VersionId],
        [t("Profile"), profile],
      ],
    ],
    [
      t("Content"),
      [
        ["Content-Type", facts.ContentType],
        ["Cache-Control", facts.CacheControl],
        ["Content-Disposition", facts.ContentDisposition],
        ["Content-Encoding", facts.ContentEncoding],
        ["Content-Language", facts.ContentLanguage],
        ["Expires", facts.ExpiresString],
        [t("Redirect"), facts.WebsiteRedirectLocation],
      ],
    ],
    [
      t("Storage"),
      [
        [t("Storage class"), facts.StorageClass ?? "STANDARD"],
        [t("Archive"), facts.ArchiveStatus],
        [t("Restore status"), restoreText(facts.Restore)],
        [t("Encryption"), facts.ServerSideEncryption ?? (facts.SSECustomerAlgorithm && "SSE-C")],
        [t("KMS key"), facts.SSEKMSKeyId],
        [t("Replication"), facts.ReplicationStatus],
        [t("Legal hold"), partText(legalHold, (status) => status)],
        [t("Retention"), partText(retention, (held) => held && `${held.mode}, ${formatTime(held.until)}`)],
      ],
    ],
    [t("Checksums"), checksums(facts)],
    [t("Metadata"), named(facts.Metadata ?? {})],
    [t("Tags"), partLines(tags, named)],
    [t("Permissions (ACL)"), partLines(grants, (all) => all.map(({ to, permission }): Line => [permission, to]))],
    [
      t("Versions"),
      partLines(versions, (all) =>
        all.map(({ versionId, deleteMarker, modified, size: bytes }): Line => {
          const what = deleteMarker ? t("delete marker") : formatSize(bytes);
          return [versionId, [what, modified && formatDate(modified)].filter(Boolean).join(", ")];
        }),
      ),
    ],
  ];
  const text = sections.map(([heading, lines]) => [heading, ...shown(lines)].join("\n")).join("\n\n");
  return `${text}\n\n${t("As of {0}", formatTime(readAt))}\n`;
}

function shown(lines: Line[]): string[] {
  const present = lines.filter(([, value]) => value !== undefined && value !== "");
  return present.length > 0 ? present.map(([label, value]) => `  ${label}: ${value}`) : [`  ${t("None")}`];
}

function checksums(facts: ObjectProperties["facts"]): Line[] {
  return [
    ["CRC32", facts.ChecksumCRC32],
    ["CRC32C", facts.ChecksumCRC32C],
    ["CRC64NVME", facts.ChecksumCRC64NVME],
    ["SHA-1", facts.ChecksumSHA1],
    ["SHA-256", facts.ChecksumSHA256],
    [t("Checksum type"), facts.ChecksumType],
  ];
}

const named = (pairs: Record<string, string>): Line[] => Object.entries(pairs);

function partLines<T>(part: Part<T>, lines: (value: T) => Line[]): Line[] {
  return "value" in part ? lines(part.value) : [[t("Couldn't be read"), errorText(part.error).cause]];
}

function partText<T>(part: Part<T>, text: (value: T) => string | undefined): string | undefined {
  return "value" in part ? text(part.value) : errorText(part.error).cause;
}
