import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type ObjectLocation, s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import { S3Error } from "../core/errors/errors.ts";
import { CANNED_ACLS, type CannedAcl, PUBLIC_ACLS } from "../core/objects/cannedValues.ts";
import type { HeaderChanges } from "../core/objects/preservedMetadata.ts";
import type { ObjectProperties } from "../core/objects/properties.ts";
import { requireNode } from "../host/nodes/givenNodes.ts";
import { aclText } from "../host/text/aclText.ts";
import { signerName, titleWithSigners } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { showInStatusBar } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { contentTypeQuestion, storageClassQuestion } from "../host/ui/prompts.ts";
import type { Choice, ListQuestion, Question, TextQuestion } from "../host/ui/question.ts";
import { askSteps } from "../host/ui/steps.ts";
import { warnAclLost } from "../host/ui/warnAclLost.ts";
import type { PropertiesDocuments } from "./propertiesDocuments.ts";

const { t } = vscode.l10n;

type Change = { tags: Record<string, string> } | { acl: CannedAcl } | { headers: HeaderChanges };

/** Changes one property. The prompt shows its current value. All other properties are preserved. */
export async function editProperties(app: App, documents: PropertiesDocuments, [given]: unknown[]): Promise<void> {
  const { at } = requireNode(app, [given ?? documents.inFront()], ["object"]);
  const bucket = await app.bucket(at);
  const object = { key: at.key };
  const title = t("Edit {0}", baseName(at.key));
  const properties = await withProgress(title, ({ signal }) => bucket.readProperties(object, signal));
  const change = await askSteps<Change | undefined>(
    () => titleWithSigners(app, title, [at.connection]),
    [{ ask: () => propertyQuestion(properties) }],
    undefined,
  );
  if (!change) return;
  if ("acl" in change && PUBLIC_ACLS.includes(change.acl)) await confirmPublic(app, bucket, at, change.acl);
  await withProgress(title, async ({ signal }): Promise<unknown> => {
    if ("tags" in change) return bucket.putTags(object, change.tags, signal);
    if ("acl" in change) return bucket.putCannedAcl(object, change.acl, signal);
    const options = { onAclLost: warnAclLost(app), signal };
    return bucket.editHeaders(object, properties.metadata.ETag, change.headers, options);
  });
  await documents.update(at);
  await vscode.commands.executeCommand(commands.refresh, at);
  showInStatusBar(t("Changed: {0}", baseName(at.key)));
}

function propertyQuestion({ metadata, tags }: ObjectProperties): ListQuestion<Change | undefined> {
  const choice = (
    label: string,
    description: string,
    next: () => Question<Change | undefined>,
  ): Choice<Change | undefined> => ({ label, description, value: undefined, next });
  const userMetadata = metadata.Metadata ?? {};
  return {
    placeHolder: t("Choose a property to edit"),
    choices: [
      choice(t("Content type"), metadata.ContentType ?? "", () => typeQuestion(metadata.ContentType)),
      choice(t("Cache control"), metadata.CacheControl ?? "", () => cacheQuestion(metadata.CacheControl)),
      choice(t("Metadata"), pairsText(userMetadata), () =>
        pairsQuestion(userMetadata, (pairs) => ({ headers: { metadata: pairs } })),
      ),
      choice(t("Tags"), "value" in tags ? pairsText(tags.value) : "", () => {
        if ("error" in tags) throw tags.error;
        return pairsQuestion(tags.value, (pairs) => ({ tags: pairs }));
      }),
      choice(t("Storage class"), metadata.StorageClass ?? "STANDARD", () =>
        storageClassQuestion((storageClass) => ({ headers: { storageClass } })),
      ),
      choice(t("Permissions (ACL)"), "", aclQuestion),
    ],
  };
}

function typeQuestion(suggestion: string | undefined): ListQuestion<Change | undefined> {
  const options = { placeHolder: t("Choose a content type"), none: t("Unchanged"), suggestion };
  return contentTypeQuestion(options, (contentType) => (contentType ? { headers: { contentType } } : undefined));
}

function cacheQuestion(value = ""): TextQuestion<Change> {
  return {
    prompt: t("Enter a Cache-Control value, such as max-age=3600 or no-cache"),
    value,
    read: (text) => ({ headers: { cacheControl: text.trim() } }),
  };
}

function pairsQuestion(
  present: Record<string, string>,
  changeTo: (pairs: Record<string, string>) => Change,
): TextQuestion<Change> {
  return {
    prompt: t("Enter every entry as name=value, separated by commas. Entries that you leave out are removed."),
    value: pairsText(present),
    valueSelection: [0, 0],
    read: (text) => changeTo(readPairs(text)),
  };
}

function aclQuestion(): ListQuestion<Change> {
  const choices = CANNED_ACLS.map((acl) => ({ label: acl, description: aclText(acl), value: { acl } }));
  return { placeHolder: t("Choose a canned ACL. It replaces all existing grants."), choices };
}

/**
 * Confirms an ACL that makes the object public.
 * @throws S3Error cancelled
 */
async function confirmPublic(app: App, bucket: Bucket, at: ObjectLocation, acl: CannedAcl): Promise<void> {
  const detail = [
    s3Uri(at),
    `${acl}: ${aclText(acl)}`,
    t("No link is needed, and the access does not expire."),
    t("Profile: {0}", await signerName(app, bucket.connection)),
  ].join("\n");
  const message = t("Make {0} public?", baseName(at.key));
  await confirm(message, detail, t("Make Public"));
}

const pairsText = (pairs: Record<string, string>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

/** A comma separates two pairs only if a name and `=` follow. Otherwise it belongs to the value. */
function readPairs(text: string): Record<string, string> {
  const pairs = text.split(/,(?=\s*[^,=]+=)/).filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new S3Error("invalidPair", { given: pair.trim() });
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}
