import * as vscode from "vscode";
import type { InspectedUrl } from "../core/inspect.ts";
import type { FormCondition } from "../core/postForm.ts";
import { formatDuration, formatSize, formatTime } from "../host/format.ts";
import { linkProblemText } from "../host/linkProblemText.ts";
import { displayWidth, wrap } from "./textWidth.ts";

/** A label and its value; rows without a value are left out. */
type Row = [label: string, value: string | undefined];

/** Columns of a sentence; an editor beside a side bar shows as many. */
const SENTENCE_WIDTH = 72;

const { t } = vscode.l10n;

/** What a link is, in aligned lines, and what is wrong with it. */
export function linkReport(link: InspectedUrl, readAt: Date): string {
  const groups = [whatRows(link), whereRows(link), signerRows(link), timeRows(link, readAt), ...detailRows(link)];
  const shown = groups.map((rows) => rows.filter(([, value]) => value !== undefined && value !== ""));
  const problems = problemRows(link);
  const width = Math.max(...[...shown.flat(), ...problems].map(([label]) => displayWidth(label))) + 3;
  return [
    titleOf(link),
    ...shown.filter((rows) => rows.length > 0).map((rows) => rows.map((row) => line(row, width)).join("\n")),
    problems.map((row) => line(row, width)).join("\n\n"),
    "",
  ].join("\n\n");
}

function line([label, value = ""]: Row, width: number): string {
  const [first = "", ...rest] = value.split("\n");
  const indent = " ".repeat(width);
  return [label + " ".repeat(width - displayWidth(label)) + first, ...rest.map((more) => indent + more)].join("\n");
}

function titleOf({ kind }: InspectedUrl): string {
  return {
    sigV4: t("Presigned URL (Signature Version 4)"),
    sigV2: t("Presigned URL (Signature Version 2)"),
    post: t("Upload form (presigned POST)"),
    unsigned: t("S3 link without a signature"),
  }[kind];
}

function whatRows({ operation, method, methods, bucket, key, versionId }: InspectedUrl): Row[] {
  const others = Object.entries(methods).filter(([other]) => other !== method);
  const list = others.map(([other, name]) => `${name} (${other})`).join(", ");
  const hint = t("or {0}: a link does not tell its method", list);
  return [
    [t("Operation"), `${operation} (${method})${list ? `\n${wrap(hint, SENTENCE_WIDTH)}` : ""}`],
    [t("Bucket"), bucket],
    [t("Key"), key && visible(key)],
    [t("Version"), versionId],
  ];
}

function whereRows({ endpoint, style, provider, region }: InspectedUrl): Row[] {
  const styles = {
    path: t("path style"),
    virtual: t("virtual-hosted style"),
    accelerate: t("transfer acceleration"),
    accessPoint: t("access point"),
  };
  const notes = [provider, style && styles[style]].filter((note) => note !== undefined).join(", ");
  return [
    [t("Server"), endpoint && `${endpoint} (${notes})`],
    [t("Region"), region],
  ];
}

function signerRows({ signer, signedHeaders }: InspectedUrl): Row[] {
  return [
    [t("Signed by"), signer?.accessKeyId],
    [
      t("Credentials"),
      signer && (signer.temporary ? t("temporary: the link ends with them") : t("long-term access key")),
    ],
    [t("Headers to send"), signedHeaders.join(", ")],
  ];
}

function timeRows({ issuedAt, expiresAt, secondsLeft = 0 }: InspectedUrl, readAt: Date): Row[] {
  const left =
    secondsLeft > 0 ? formatDuration(secondsLeft) : t("none, it ended {0} ago", formatDuration(-secondsLeft));
  const lifetime = issuedAt && expiresAt && formatDuration((Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000);
  const ends = expiresAt && formatTime(new Date(expiresAt));
  return [
    [t("Issued"), issuedAt && formatTime(new Date(issuedAt))],
    [t("Ends"), ends && lifetime ? `${ends} (${lifetime})` : ends],
    [t("Time left"), expiresAt && `${left} (${t("at {0}", formatTime(readAt))})`],
  ];
}

/** Names as they stand in the link, which no language changes. */
function detailRows({ parameters, fields = {}, policy }: InspectedUrl): Row[][] {
  const rows = (record: Record<string, string>): Row[] =>
    Object.entries(record).map(([name, value]) => [name, visible(value) || "(—)"]);
  const conditions = policy?.conditions.map(conditionText).join("\n");
  return [rows(parameters), rows(fields), [[t("Conditions"), conditions]]];
}

function conditionText(condition: FormCondition): string {
  if (condition.operator === "content-length-range") {
    return t("size from {0} to {1}", formatSize(condition.min), formatSize(condition.max));
  }
  const { operator, field, value } = condition;
  if (operator === "eq") return `${field} = ${visible(value)}`;
  return value === "" ? t("{0} may be anything", field) : t("{0} begins with {1}", field, visible(value));
}

function problemRows({ problems }: InspectedUrl): Row[] {
  if (problems.length === 0) return [[t("Problems"), t("none found")]];
  return problems.map((problem) => {
    const label = problem.severity === "error" ? t("Error") : t("Warning");
    return [label, wrap(linkProblemText(problem), SENTENCE_WIDTH)];
  });
}

/** A key may hold characters that have no shape, or that turn the line round. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
