import * as vscode from "vscode";
import type { SignatureCheck } from "../core/inspect/checkSignature.ts";
import type { InspectedUrl } from "../core/inspect/inspectedUrl.ts";
import type { PolicyRule } from "../core/post/policy/policyRules.ts";
import type { PolicyEnd } from "../core/sign/policyEnd.ts";
import { formatSize, formatTime } from "../host/text/format.ts";
import { linkProblemText } from "../host/text/linkProblemText.ts";
import { type Row, signatureDiffers, timeRows, visible, whatRows } from "../host/text/linkRows.ts";

const { t } = vscode.l10n;

interface Reading {
  readAt: Date;
  isNew: boolean;
  check: SignatureCheck;
  ended: PolicyEnd | undefined;
}

/** Describes a link and lists its problems. The editor wraps long lines: see `configurationDefaults` of package.json. */
export function linkReport(link: InspectedUrl, { readAt, isNew, check, ended }: Reading): string {
  const { parameters, fields = {}, policy } = link;
  const { title, what, where, signer, unchecked } = partsOf(link, check);
  const paragraphs = [
    title,
    isNew
      ? t("This is a new link with the same settings. The shared link isn't stored, so it can't be inspected.")
      : "",
    ...rowParagraphs([what, where, signer, [...timeRows(link, readAt), ...endRows(ended)]]),
    link.kind === "unknown" ? "" : alternatives(link),
    section(t("Parameters"), rowParagraphs([namedRows(parameters)])),
    section(t("Fields"), rowParagraphs([namedRows(fields)])),
    section(t("Conditions"), policy?.conditions.map(conditionText) ?? []),
    problems(link, check, ended),
    notChecked(link, check, unchecked),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== "").join("\n\n")}\n`;
}

/**
 * One line per row and one paragraph per group. Values are not aligned in columns, because editors draw Hangul in a
 * font with a different width.
 */
function rowParagraphs(groups: Row[][]): string[] {
  return groups.map((rows) =>
    rows.flatMap(([label, value]) => (value ? [`${label}: ${visible(value)}`] : [])).join("\n"),
  );
}

function section(title: string, paragraphs: string[]): string {
  const lines = paragraphs.filter((paragraph) => paragraph !== "").flatMap((paragraph) => paragraph.split("\n"));
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** What differs by the kind of a link. */
interface Parts {
  title: string;
  what: Row[];
  where: Row[];
  signer: Row[];
  /** Why the signature was not checked; absent if there is none. */
  unchecked?: string;
}

function partsOf(link: InspectedUrl, check: SignatureCheck): Parts {
  const store = { what: whatRows(link), where: whereRows(link), signer: signerRows(link, check) };
  const where: Row[] = [[t("Server"), link.endpoint]];
  switch (link.kind) {
    case "sigV4":
      return { title: t("Presigned URL (Signature Version 4)"), ...store, ...uncheckedS3(link, check) };
    case "sigV4a":
      return { title: t("Presigned URL (Signature Version 4A)"), ...store, ...uncheckedS3(link, check) };
    case "sigV2":
      return { title: t("Presigned URL (Signature Version 2)"), ...store, ...uncheckedS3(link, check) };
    case "post":
      return { title: t("Upload form (presigned POST)"), ...store, ...uncheckedS3(link, check) };
    case "unsigned":
      return { title: t("S3 link without a signature"), ...store };
    case "googleV4":
    case "googleV2": {
      const unchecked = t("Only Google can check it.");
      const signer: Row[] = [
        [t("Signed by"), link.signer?.accessKeyId],
        [t("Required headers"), link.signedHeaders.join(", ")],
      ];
      return { title: t("Signed URL of Google Cloud Storage ({0})", version(link)), ...store, signer, unchecked };
    }
    case "ossV4":
    case "ossV1":
      return {
        title: t("Signed URL of Alibaba Cloud OSS ({0})", version(link)),
        ...store,
        unchecked: t("Only Alibaba Cloud can check it."),
      };
    case "cloudFront": {
      const isCustom = link.policyKind === "custom";
      return {
        title: isCustom ? t("CloudFront signed URL (custom policy)") : t("CloudFront signed URL (canned policy)"),
        what: [
          [t("Operation"), `${link.operation} (${link.method})`],
          [t("Key"), link.key],
          [t("Allowed addresses"), link.resource],
        ],
        where,
        signer: [[t("Public key ID"), link.keyPairId]],
        unchecked: t("Only CloudFront can check it."),
      };
    }
    case "azureSas":
      return {
        title: t("Azure Storage link (shared access signature)"),
        what: [
          [t("Operation"), `${link.operation} (${link.method})`],
          [t("Storage account"), link.account],
          [t("Container"), link.container],
          [t("Key"), link.key],
          [t("Valid for"), link.scope],
          [t("Permissions"), link.permissions.join(", ")],
        ],
        where,
        signer: [[t("Signed by"), link.delegated ? t("a user's delegation key") : t("an account key")]],
        unchecked: t("Only Azure can check it."),
      };
    case "unknown":
      return {
        title: t("Link with a signature or token of an unknown form"),
        what: [],
        where,
        signer: [[t("Signature or token"), link.signatureParameters.join(", ")]],
        unchecked: t("Its form is unknown."),
      };
  }
}

const version = ({ kind }: InspectedUrl): string => kind.slice(-2);

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
    [t("Region"), region === "*" ? t("all regions") : region],
  ];
}

function signerRows({ signer, signedHeaders }: InspectedUrl, check: SignatureCheck): Row[] {
  const credentials = signer?.temporary ? t("temporary credentials") : t("long-term access key");
  return [
    [t("Signed by"), signer && `${signer.accessKeyId} (${credentials})`],
    [t("Signature"), check.outcome === "matches" ? t("valid (checked with the keys of {0})", check.name) : undefined],
    [t("Required headers"), signedHeaders.join(", ")],
  ];
}

function endRows(ended: PolicyEnd | undefined): Row[] {
  return [[t("Valid until"), ended && formatTime(new Date(ended.effectiveExpiresAt))]];
}

function alternatives({ methods, method }: InspectedUrl): string {
  const others = Object.entries(methods).filter(([other]) => other !== method);
  if (others.length === 0) return "";
  const list = others.map(([other, name]) => `${name} (${other})`).join(", ");
  return t("The URL doesn't specify an HTTP method. It could also be a link for: {0}.", list);
}

/** Parameter and field names as in the link. They are not translated. */
function namedRows(record: Record<string, string>): Row[] {
  return Object.entries(record).map(([name, value]) => [visible(name), value || "–"]);
}

function conditionText(condition: PolicyRule): string {
  if (condition.operator === "content-length-range") {
    return t("size from {0} to {1}", formatSize(condition.min), formatSize(condition.max));
  }
  const [field, value] = [visible(condition.field), visible(condition.value)];
  if (condition.operator === "eq") return `${field} = ${value}`;
  return value === "" ? t("{0} can have any value", field) : t("{0} starts with {1}", field, value);
}

function problems({ problems }: InspectedUrl, check: SignatureCheck, ended: PolicyEnd | undefined): string {
  const sentences = problems.map((problem) => [problem.severity, visible(linkProblemText(problem))] as const);
  const byPolicy = ended?.warnings.map(({ message }) => ["warning", t(message)] as const) ?? [];
  const differs = check.outcome === "differs" ? [["error", signatureDiffers(check)] as const] : [];
  const all = [...differs, ...sentences, ...byPolicy];
  if (all.length === 0) return check.outcome === "matches" ? t("No problems found.") : "";
  const paragraphs = all.map(([severity, sentence]) => {
    const label = severity === "error" ? t("Error") : t("Warning");
    return `${label}: ${sentence}`;
  });
  return section(t("Problems"), paragraphs);
}

function uncheckedS3({ signer }: InspectedUrl, check: SignatureCheck): Pick<Parts, "unchecked"> {
  if (check.outcome !== "notChecked" || !signer) return {};
  return { unchecked: whyNotChecked(check, signer.accessKeyId) };
}

/** Says why the list of problems may be incomplete. */
function notChecked({ problems, methods }: InspectedUrl, check: SignatureCheck, why: string | undefined): string {
  if (check.outcome !== "notChecked" || why === undefined) return "";
  const sentences = [
    problems.length === 0
      ? t("No problems found, but the signature was not checked.")
      : t("The signature was not checked."),
    why,
    "GET" in methods ? t("Use Test Link to find out whether the server accepts the link.") : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function whyNotChecked(check: SignatureCheck & { outcome: "notChecked" }, accessKeyId: string): string {
  switch (check.reason) {
    case "unknownKey":
      return t("No profile or connection is known to use the access key {0}.", accessKeyId);
    case "unknownHeaders":
      return t("The link doesn't contain the values of these signed headers: {0}.", check.headers.join(", "));
    case "unsupported":
      return t("Only complete Signature Version 4 signatures can be checked.");
  }
}
