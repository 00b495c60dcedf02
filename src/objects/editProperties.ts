import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type ObjectLocation, s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import { CANNED_ACLS, type CannedAcl, PUBLIC_ACLS } from "../core/objects/cannedValues.ts";
import { type Entries, readMetadataName, readTagName, withEntry, withoutEntry } from "../core/objects/entries.ts";
import type { HeaderChanges } from "../core/objects/preserve.ts";
import type { ObjectProperties } from "../core/objects/properties.ts";
import { requireNode } from "../host/nodes/givenNodes.ts";
import { aclText } from "../host/text/aclText.ts";
import { signerName, titleWithSigners } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { showInStatusBar } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { contentTypeQuestion, storageClassQuestion } from "../host/ui/prompts.ts";
import type { Choice, ListQuestion, Question, TextQuestion } from "../host/ui/question.ts";
import { askSteps } from "../host/ui/steps.ts";
import { warnAclLost } from "../host/ui/warnLost.ts";
import { warnUnverified } from "../host/ui/warnUnverified.ts";
import { lackingText } from "./lackingText.ts";
import type { PropertiesDocuments } from "./propertiesDocuments.ts";

const { t } = vscode.l10n;

/** Metadata or tags, of which one entry is edited. */
interface Editing {
  entries: Entries;
  readName: (text: string) => string;
  changeTo: (entries: Entries) => Change;
}

interface Draft {
  change?: Change;
  editing?: Editing;
  /** Of the entry. */
  name?: string;
  isNew?: boolean;
}

type Change = { tags: Record<string, string> } | { acl: CannedAcl } | { headers: HeaderChanges };

/** Changes one property. The prompt shows its current value. All other properties are preserved. */
export async function editProperties(app: App, documents: PropertiesDocuments, args: unknown[]): Promise<void> {
  const inFront = args.length === 0 && documents.inFront();
  const { at } = requireNode(app, inFront ? [inFront] : args, ["object"]);
  const bucket = await app.bucket(at);
  const object = { key: at.key };
  const title = t("Edit {0}", baseName(at.key));
  const properties = await withProgress(title, ({ signal }) => bucket.readProperties(object, signal));
  const { change } = await askSteps<Draft>(
    () => titleWithSigners(app, title, [at.connection]),
    [
      { ask: () => propertyQuestion(properties) },
      { when: ({ editing }) => editing !== undefined, ask: entriesQuestion },
      { when: ({ isNew = false }) => isNew, ask: nameQuestion },
      { when: ({ name, isNew }) => name !== undefined && !isNew, ask: actionQuestion },
      { when: ({ name }) => name !== undefined, ask: valueQuestion },
    ],
    {},
  );
  if (!change) return;
  if ("acl" in change && PUBLIC_ACLS.includes(change.acl)) await confirmPublic(app, bucket, at, change.acl);
  await withProgress(title, async ({ signal }): Promise<unknown> => {
    if ("tags" in change) return bucket.putTags(object, change.tags, signal);
    if ("acl" in change) return bucket.putCannedAcl(object, change.acl, signal);
    const options = {
      confirmLoss: confirmLoss(app),
      onAclLost: warnAclLost(app),
      confirmUnverified: warnUnverified(app),
      signal,
    };
    return bucket.editHeaders(object, properties.metadata, change.headers, options);
  });
  await documents.update(at);
  await vscode.commands.executeCommand(commands.refresh, at);
  showInStatusBar(t("Changed: {0}", baseName(at.key)));
}

function propertyQuestion({ metadata, tags, grants }: ObjectProperties): ListQuestion<Draft> {
  const choice = (label: string, description: string, next: () => Question<Draft>): Choice<Draft> => ({
    label,
    description,
    value: {},
    next,
  });
  const userMetadata = metadata.Metadata ?? {};
  return {
    placeHolder: t("Choose a property to edit"),
    choices: [
      choice(t("Content type"), metadata.ContentType ?? "", () => typeQuestion(metadata.ContentType)),
      choice(t("Cache control"), metadata.CacheControl ?? "", () => cacheQuestion(metadata.CacheControl)),
      {
        label: t("Metadata"),
        description: pairsText(userMetadata),
        value: {
          editing: {
            entries: userMetadata,
            readName: readMetadataName,
            changeTo: (entries) => ({ headers: { metadata: entries } }),
          },
        },
      },
      "error" in tags
        ? choice(t("Tags"), lackingText("tags", tags) ?? "", () => {
            throw tags.error;
          })
        : {
            label: t("Tags"),
            description: pairsText(tags.value),
            value: {
              editing: { entries: tags.value, readName: readTagName, changeTo: (entries) => ({ tags: entries }) },
            },
          },
      choice(t("Storage class"), metadata.StorageClass ?? "STANDARD", () =>
        storageClassQuestion((storageClass) => ({ change: { headers: { storageClass } } })),
      ),
      choice(t("Permissions (ACL)"), lackingText("acl", grants) ?? "", aclQuestion),
    ],
  };
}

function typeQuestion(suggestion: string | undefined): ListQuestion<Draft> {
  const options = { placeHolder: t("Choose a content type"), none: t("Unchanged"), suggestion };
  return contentTypeQuestion(options, (contentType) => (contentType ? { change: { headers: { contentType } } } : {}));
}

function cacheQuestion(value = ""): TextQuestion<Draft> {
  return {
    prompt: t("Enter a Cache-Control value, such as max-age=3600 or no-cache"),
    value,
    read: (text) => ({ change: { headers: { cacheControl: text.trim() } } }),
  };
}

/** Each entry is edited by itself: a text of all entries could not be read back, because values may contain anything. */
function entriesQuestion(draft: Draft): ListQuestion<Draft> {
  const { entries } = draft.editing as Editing;
  const choices = Object.entries(entries).map(([name, value]) => ({
    label: name,
    description: value,
    value: { ...draft, name },
  }));
  return {
    placeHolder: t("Choose an entry to edit"),
    choices: [...choices, { label: t("Add Entry…"), value: { ...draft, isNew: true } }],
  };
}

function nameQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: t("Enter the name of the new entry"),
    read: (text) => ({ ...draft, name: (draft.editing as Editing).readName(text) }),
  };
}

function actionQuestion(draft: Draft): ListQuestion<Draft> {
  const { editing, name = "" } = draft as Draft & { editing: Editing };
  return {
    placeHolder: `${name}: ${editing.entries[name]}`,
    choices: [
      { label: t("Edit Value…"), value: draft },
      { label: t("Remove"), value: { change: editing.changeTo(withoutEntry(editing.entries, name)) } },
    ],
  };
}

function valueQuestion({ editing, name = "" }: Draft): TextQuestion<Draft> {
  const { entries, changeTo } = editing as Editing;
  return {
    prompt: t("Enter the value of {0}", name),
    about: name,
    value: entries[name] ?? "",
    read: (text) => ({ change: changeTo(withEntry(entries, name, text)) }),
  };
}

function aclQuestion(): ListQuestion<Draft> {
  const choices = CANNED_ACLS.map((acl) => ({ label: acl, description: aclText(acl), value: { change: { acl } } }));
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
