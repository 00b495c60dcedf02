import * as vscode from "vscode";
import type { App } from "../app.ts";
import { resourceArn } from "../core/address/arn.ts";
import { isAwsHost } from "../core/address/partitions.ts";
import { isS3Error } from "../core/errors/errors.ts";
import { type SignerKind, signerKind } from "../core/identity/signerKind.ts";
import { canWrite, type SharedLink } from "../core/ledger/linkLedger.ts";
import { FILE_NAME } from "../core/post/policy/policyRules.ts";
import type { CloudFrontRequest } from "../core/sign/cloudFront/signCloudFront.ts";
import { showInformation } from "../host/ui/messages.ts";
import { linkLabel, signerOf } from "./drawNode.ts";
import type { BundleNode, LinkNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** What is known about the credentials that signed a link. */
export interface RevokedSigner {
  kind: SignerKind;
  /** Host name, if the server is not AWS. */
  server?: string;
  /** Of the connection, if it still exists. */
  region?: string;
}

/**
 * A signature can't be revoked. This lists other ways to stop the link, depending on the credentials that signed it.
 */
export async function howToRevoke(app: App, node: unknown): Promise<void> {
  const { link } = node as LinkNode | BundleNode;
  const signer = await signerBehind(app, link);
  const detail = [
    t(
      "You can't revoke a presigned link directly. To make it stop working before it expires, do one of the following:",
    ),
    ...waysToRevoke(link, signer).map((way, index) => `${index + 1}. ${way}`),
  ].join("\n\n");
  const message = t("How to revoke {0}", linkLabel(link));
  const copy = t("Copy Statement");
  const hasStatement = !signer.server && !link.cloudFront;
  const chosen = await showInformation(message, { modal: true, detail }, ...(hasStatement ? [copy] : []));
  if (chosen === copy) await vscode.env.clipboard.writeText(denyingStatement(link, signer.region));
}

/** Goes by the current settings. For a removed connection, only whether the credentials were temporary is known. */
async function signerBehind(app: App, link: SharedLink): Promise<RevokedSigner> {
  const unknown: RevokedSigner = { kind: link.temporary ? "session" : "keys" };
  try {
    const connection = await app.s3().connection(link.connection);
    const { config } = await app.s3().profiles();
    const kind = signerKind(config, connection);
    const { host, hostname = "" } = URL.parse(connection.endpoint ?? "") ?? {};
    const isOther = host !== undefined && !isAwsHost(hostname);
    // The ledger records whether the credentials were temporary. It takes precedence if the settings have changed
    // since.
    const fits = link.temporary === (kind !== "keys");
    return { ...(fits ? { kind } : unknown), ...(isOther && { server: host }), region: connection.region };
  } catch (error) {
    if (!isS3Error(error)) throw error;
    return unknown;
  }
}

export function waysToRevoke(link: SharedLink, signer: RevokedSigner): string[] {
  if (link.cloudFront) return waysByCloudFront(link.cloudFront);
  return [wayByCredentials(link, signer), ...(signer.server ? [] : [wayByPolicy(link)]), ...waysByObject(link)];
}

/** Source: CloudFront Developer Guide, "Rotating key pairs" and "Invalidate files". */
function waysByCloudFront({ domain, keyPairId }: CloudFrontRequest): string[] {
  return [
    t(
      "Remove the public key {0} from the key group of the distribution {1} (CloudFront > Key management > Key groups). Every link and cookie that its private key signed becomes invalid.",
      keyPairId,
      domain,
    ),
    t(
      "Delete or rename the object, then create an invalidation for its path. Until then, CloudFront can still serve it from its caches.",
    ),
  ];
}

/**
 * Sources: AWS IAM User Guide, "Managing access keys", "Revoke IAM role temporary security credentials" and "Disabling
 * permissions for temporary security credentials"; IAM Identity Center User Guide, "Revoke active IAM role sessions
 * created by permission sets".
 */
function wayByCredentials(link: SharedLink, { kind, server }: RevokedSigner): string {
  const { accessKeyId = "" } = link;
  const profile = signerOf(link);
  if (server) {
    return t(
      "Disable or delete the access key {0} on {1}: on MinIO with mc admin, on Ceph with radosgw-admin, on Cloudflare R2 by revoking its API token. Every link that the key signed stops working, and so does every program that uses it.",
      accessKeyId,
      server,
    );
  }
  switch (kind) {
    case "sso":
      return t(
        "Ask an administrator of IAM Identity Center to deny access to the user of profile {0} with a service control policy. The role of a permission set can't be edited in IAM, and deleting the user's sign-in session doesn't end the role's sessions.",
        profile,
      );
    case "role":
      return t(
        "Revoke the sessions of the role that profile {0} uses (IAM > Roles > the role > Revoke sessions). All sessions issued until now are denied, so everyone who uses the role must sign in again.",
        profile,
      );
    case "session":
      return t(
        "Add an IAM policy to the user or role of profile {0} that denies all requests with credentials issued before now (aws:TokenIssueTime). Other programs that use these temporary credentials stop working too.",
        profile,
      );
    case "keys":
      return t(
        "Deactivate the access key {0} of profile {1} (IAM > Users > Security credentials). Every link that the key signed stops working, and so does every program that uses it.",
        accessKeyId,
        profile,
      );
  }
}

/** Source: Amazon S3 API Reference, "Amazon S3 signature version 4 authentication specific policy keys". */
function wayByPolicy(link: SharedLink): string {
  return t(
    "Choose Copy Statement, and add the copied statement to the policy of bucket {0}. It denies requests signed more than a minute ago (s3:signatureAge). This also blocks every other presigned link to {1} that is older than one minute, until you remove the statement. Programs that sign each request when they send it aren't affected, unless their clock is more than a minute slow.",
    link.bucket ?? "",
    `s3://${link.bucket ?? ""}/${deniedKeys(link)}`,
  );
}

function waysByObject(link: SharedLink): string[] {
  if (canWrite(link)) {
    return [t("Remove the signer's permission for this operation. A link can do no more than its signer.")];
  }
  return [
    t("Delete or rename the object. If the link names a version, delete that version."),
    t("Remove the signer's permission to read the object. A link can do no more than its signer."),
  ];
}

/** In milliseconds, the unit of `s3:signatureAge`. */
const OLDEST_SIGNATURE = "60000";

/** A single key, or a prefix followed by `*`. */
function deniedKeys({ key, prefix = "", kind }: SharedLink): string {
  if (kind === "url" && key !== undefined) return key;
  const [fixed = ""] = kind === "post" ? (key ?? "").split(FILE_NAME) : [prefix];
  return `${fixed}*`;
}

/** A single statement to add to the policy of the bucket or access point. Pasting a whole policy would replace the existing one. */
export function denyingStatement(link: SharedLink, region = ""): string {
  // `*`, `?` and `${` have a meaning in a policy, so they are escaped in keys.
  const literal = (text: string) => text.replace(/[*?$]/g, "${$&}");
  const keys = deniedKeys(link);
  const isPrefix = !(link.kind === "url" && link.key !== undefined);
  const { bucket = "" } = link;
  const statement = {
    Sid: "DenyOldSignatures",
    Effect: "Deny",
    Principal: "*",
    Action: `${/^arn:[^:]*:([^:]*)/.exec(bucket)?.[1] ?? "s3"}:*`,
    Resource: resourceArn(bucket, region, isPrefix ? `${literal(keys.slice(0, -1))}*` : literal(keys)),
    Condition: { NumericGreaterThan: { "s3:signatureAge": OLDEST_SIGNATURE } },
  };
  return JSON.stringify(statement, undefined, 2);
}
