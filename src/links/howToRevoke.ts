import * as vscode from "vscode";
import { canWrite, type SharedLink } from "../core/ledger/linkLedger.ts";
import { FILE_NAME } from "../core/post/policy/policyRules.ts";
import { showInformation } from "../host/ui/messages.ts";
import { linkLabel, signerOf } from "./drawNode.ts";
import type { BundleNode, LinkNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** A signature cannot be taken back; this says what ends a link all the same, for the credentials that signed it. */
export async function howToRevoke(node: unknown): Promise<void> {
  const { link } = node as LinkNode | BundleNode;
  const copy = t("Copy Policy");
  const ways = [...waysByCredentials(link), wayByPolicy(link), ...waysByObject(link)];
  const detail = [
    t("A signed link cannot be called back. Before its time, any one of these ends it:"),
    ...ways.map((way, index) => `${index + 1}. ${way}`),
  ].join("\n\n");
  const message = t("How to revoke what was shared: {0}", linkLabel(link));
  const chosen = await showInformation(message, { modal: true, detail }, copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(denyingPolicy(link));
}

/** AWS IAM User Guide, "Managing access keys" and "Revoking IAM role temporary security credentials". */
function waysByCredentials(link: SharedLink): string[] {
  const { temporary, accessKeyId = "" } = link;
  return temporary
    ? [
        t(
          "Revoke the sessions of the role behind profile {0}: IAM, Roles, the role, Revoke sessions. That denies by aws:TokenIssueTime all that was issued before, so you sign in anew.",
          signerOf(link),
        ),
      ]
    : [
        t(
          "Deactivate the access key {0} of profile {1}: IAM, Users, Security credentials. That ends every link it signed, and every program that uses it.",
          accessKeyId,
          signerOf(link),
        ),
      ];
}

/** Amazon S3 API Reference, "Amazon S3 signature version 4 authentication specific policy keys". */
function wayByPolicy({ bucket = "" }: SharedLink): string {
  return t(
    "Add to the policy of bucket {0} a statement that denies what was signed more than a minute ago (s3:signatureAge). Programs, which sign each request as they send it, go on. AWS only.",
    bucket,
  );
}

function waysByObject(link: SharedLink): string[] {
  if (canWrite(link))
    return [t("Take from whoever signed the right to do this: a link can do no more than its signer.")];
  return [
    t("Delete or rename the object. Where the link names a version, delete that version."),
    t("Take from whoever signed the right to read it: a link can do no more than its signer."),
  ];
}

/** Milliseconds, as S3 counts them. */
const OLDEST_SIGNATURE = "60000";

function denyingPolicy({ bucket = "", key, prefix = "", kind }: SharedLink): string {
  // `*`, `?` and `${` mean something in a policy, and `${filename}` in a form.
  const literal = (text: string) => text.replace(/[*?$]/g, "${$&}");
  const [fixed = ""] = kind === "post" ? (key ?? "").split(FILE_NAME) : [""];
  const resource = kind === "url" && key !== undefined ? literal(key) : `${literal(kind === "post" ? fixed : prefix)}*`;
  const statement = {
    Sid: "EndOldLinks",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: `arn:aws:s3:::${bucket}/${resource}`,
    Condition: { NumericGreaterThan: { "s3:signatureAge": OLDEST_SIGNATURE } },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, undefined, 2);
}
